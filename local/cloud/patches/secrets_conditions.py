"""What a policy may demand of a request to Secrets Manager.

Of the request: the function that is to rotate (RotationLambdaARN), the version (VersionId, VersionStage), the name and
key of a new secret, how a secret is deleted. Of the secret: the function that rotates it.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
"""

import json

from ministack.core import iam_actions
from ministack.services import secretsmanager as service

OF_REQUEST = ("SecretId", "RotationLambdaARN", "VersionId", "VersionStage", "Name", "Description", "KmsKeyId",
              "RecoveryWindowInDays", "ForceDeleteWithoutRecovery")


def conditions(body):
    try:
        request = json.loads(body or b"{}")
        given = {name: request[name] for name in OF_REQUEST if request.get(name) is not None}
    except (AttributeError, TypeError, UnicodeDecodeError, json.JSONDecodeError):
        return {}
    _, secret = service._resolve(given.get("SecretId"))
    if secret:
        given["SecretId"] = secret["ARN"]
        if secret.get("RotationEnabled"):
            given["resource/AllowRotationLambdaArn"] = secret["RotationLambdaARN"]
    # The server looks condition keys up in lower case.
    return {f"secretsmanager:{name}".lower(): value if isinstance(value, str) else json.dumps(value)
            for name, value in given.items()}


def apply():
    of_tags = iam_actions.request_tag_context

    def context(service_name, iam_action, body, params):
        more = conditions(body) if service_name == "secretsmanager" else {}
        return {**of_tags(service_name, iam_action, body, params), **more}

    iam_actions.request_tag_context = context
