"""The customer's key of a secret is used on behalf of who reads or changes its value.

Who reads needs kms:Decrypt; who puts a value needs kms:GenerateDataKey, or kms:Decrypt where the version is already
there and only compared; who gives a secret its key needs both. KMS sees that Secrets Manager asks (kms:ViaService), for
which secret and version (the encryption context). A key that is disabled serves nobody.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html (Access to KMS is not allowed)
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html#API_GetSecretValue_Errors
"""

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import kms
from ministack.services import secretsmanager as service

from .secret_rotation.permission import caller_key
from .secret_versions import has_value, labelled, refused

DATA_KEY, DECRYPT = "kms:GenerateDataKey", "kms:Decrypt"
UNUSABLE = {
    DATA_KEY: ("EncryptionFailure", "Secrets Manager can't encrypt the protected secret text using the provided KMS "
                                    "key. Check that the KMS key is available, enabled, and not in an invalid state."),
    DECRYPT: ("DecryptionFailure",
              "Secrets Manager can't decrypt the protected secret text using the provided KMS key."),
}


def refusal(key_id, actions, secret_arn, version):
    """Why KMS does not serve this caller; None if it does, or if the key is AWS's own."""
    caller, key = caller_key.get(), kms._resolve_key(key_id)
    if caller is None or key is None:
        return None
    context = {"kms:viaservice": f"secretsmanager.{get_region()}.amazonaws.com", "kms:calleraccount": get_account_id(),
               "kms:encryptioncontext:secretarn": secret_arn, "kms:encryptioncontext:secretversionid": version}
    for action in actions:
        if iam_evaluator.enforce(caller, action, "kms", get_region(), resource_arn=key["Arn"], service_context=context):
            return refused("AccessDeniedException", "Access to KMS is not allowed")
        if key["KeyState"] != "Enabled":
            return refused(*UNUSABLE[action])
    return None


def of_existing(data, needed):
    """As `refusal`, for a secret that is there: `needed` says which actions, for which version."""
    _, secret = service._resolve(data.get("SecretId"))
    if not secret or secret.get("DeletedDate"):
        return None
    actions, version = needed(secret)
    return refusal(secret.get("KmsKeyId"), actions, secret["ARN"], version or "")


def to_read(data):
    def needed(secret):
        return [DECRYPT], data.get("VersionId") or labelled(secret, data.get("VersionStage") or "AWSCURRENT")

    return of_existing(data, needed)


def to_put(data):
    def needed(secret):
        token = data.get("ClientRequestToken")
        there = has_value(secret["Versions"].get(token, {}))
        return [] if not has_value(data) else [DECRYPT] if there else [DATA_KEY], token

    return of_existing(data, needed)


def to_create(data):
    arn = f"arn:aws:secretsmanager:{get_region()}:{get_account_id()}:secret:{data.get('Name')}"
    return refusal(data.get("KmsKeyId"), [DATA_KEY, DECRYPT], arn, "RequestToValidateKeyAccess")


def to_update(data):
    _, secret = service._resolve(data.get("SecretId"))
    if secret and data.get("KmsKeyId") not in (None, secret.get("KmsKeyId")):
        return refusal(data["KmsKeyId"], [DATA_KEY, DECRYPT], secret["ARN"], "RequestToValidateKeyAccess")
    return to_put(data)


def asking(check, act):
    return lambda data: check(data) or act(data)


def apply():
    service._get_secret_value = asking(to_read, service._get_secret_value)
    service._put_secret_value = asking(to_put, service._put_secret_value)
    service._create_secret = asking(to_create, service._create_secret)
    service._update_secret = asking(to_update, service._update_secret)
