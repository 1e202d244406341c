"""What a policy may demand of a secret's encryption context.

KMS lets a statement hold only for requests whose encryption context has a certain pair (kms:EncryptionContext:<key>).
https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context
"""

import json

from ministack.core import iam_actions


def encryption_context(body):
    try:
        given = json.loads(body or b"{}").get("EncryptionContext") or {}
    except (AttributeError, UnicodeDecodeError, json.JSONDecodeError):
        return {}
    # The server looks condition keys up in lower case.
    return {f"kms:EncryptionContext:{key}".lower(): value for key, value in given.items()}


def apply():
    of_tags = iam_actions.request_tag_context

    def context(service, iam_action, body, params):
        pairs = encryption_context(body) if service == "kms" else {}
        return {**of_tags(service, iam_action, body, params), **pairs}

    iam_actions.request_tag_context = context
