"""The versions of a secret, their values and their labels.

A request's token names the version it makes: the same value again does nothing, another value is refused. A version
that a rotation announced has no value until its token is put, and cannot be read or made current before. Moving
AWSCURRENT takes AWSPREVIOUS along; it cannot be taken away. A new current value abandons a rotation that is not
finished. Versions without a label are kept a day at least, and then as long as there are no more than a hundred.
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieve-ct-entries.html (RotationAbandoned)
"""

import json

from ministack.core import iam_evaluator
from ministack.core.responses import error_response_json, json_response, new_uuid
from ministack.services import secretsmanager as service

from . import secret_events

KEPT, YOUNG = 100, 86400


def refused(code, words):
    return error_response_json(code, words, 400)


def has_value(version):
    return version.get("SecretString") is not None or version.get("SecretBinary") is not None


def value_of(data):
    return {"SecretString": data.get("SecretString"), "SecretBinary": data.get("SecretBinary")}


def same_value(version, data):
    return all(version.get(part) == value for part, value in value_of(data).items())


def labelled(secret, label):
    return service._find_stage_version(secret, label)[0]


def bad_token(data):
    token = data.get("ClientRequestToken")
    if token is not None and not 32 <= len(token) <= 64:
        return refused("InvalidParameterException", "ClientRequestToken must be 32-64 characters long.")
    return None


def bad_value(data):
    if data.get("SecretString") is not None and data.get("SecretBinary") is not None:
        return refused("InvalidParameterException",
                       "You can't specify both a binary secret value and a string secret value in the same secret.")
    return None


def taken(token, secret):
    return refused("ResourceExistsException", f"You can't use ClientRequestToken {token} because that value is already "
                                              f"in use for a version of secret {secret['ARN']}.")


def forget_deprecated(secret, coming=0):
    """What the service does in the background, the oldest first: room for as many as are coming."""
    excess = len(secret["Versions"]) + coming - KEPT
    if excess <= 0:
        return
    now = secret_events.clock()
    old = [vid for vid, version in secret["Versions"].items()
           if not version["Stages"] and version["CreatedDate"] <= now - YOUNG]
    for vid in old[:excess]:
        del secret["Versions"][vid]


def promote(secret, vid):
    """AWSCURRENT to this version, AWSPREVIOUS to the one that had it."""
    before = labelled(secret, "AWSCURRENT")
    if before != vid:
        service._remove_stage_everywhere(secret, "AWSCURRENT")
        service._add_stage(secret, vid, "AWSCURRENT")
        if before:
            service._remove_stage_everywhere(secret, "AWSPREVIOUS")
            service._add_stage(secret, before, "AWSPREVIOUS")
    service._emit_secret_label_updated(secret, "AWSCURRENT", vid)
    abandon_rotation(secret, vid)


def abandon_rotation(secret, vid):
    pending = labelled(secret, "AWSPENDING")
    if pending and pending != vid and "AWSCURRENT" not in secret["Versions"][pending]["Stages"]:
        service._remove_stage(secret, pending, "AWSPENDING")
        forget_announced(secret, pending)
        secret_events.announce(secret, "RotationAbandoned")
    # A new value counts as a rotation when the next one is planned.
    if "_Rotation" in secret:
        secret["_Rotation"]["changed"] = secret_events.clock()


def forget_announced(secret, vid):
    """A version that never had a value is not there without its label."""
    version = secret["Versions"].get(vid)
    if version and not version["Stages"] and not has_value(version):
        del secret["Versions"][vid]


def store_value(secret, vid, data, stages):
    now = int(secret_events.clock())
    announced = secret["Versions"].get(vid, {})
    secret["Versions"][vid] = {**value_of(data), "CreatedDate": now, "Stages": announced.get("Stages", []),
                               # Who put the value of a rotation: the service goes on only if its function did.
                               "_By": iam_evaluator.caller_arn(), "_RotationToken": data.get("RotationToken")}
    for label in stages:
        if label == "AWSCURRENT":
            promote(secret, vid)
        else:
            service._remove_stage_everywhere(secret, label, except_version_id=vid)
            service._add_stage(secret, vid, label)
            if label not in ("AWSPENDING", "AWSPREVIOUS"):
                service._emit_secret_label_updated(secret, label, vid)
    secret["LastChangedDate"] = now
    service._sync_replicas(secret)


def too_many(secret):
    forget_deprecated(secret, coming=1)
    if len(secret["Versions"]) < KEPT:
        return None
    return refused("LimitExceededException", f"A secret has at most {KEPT} versions.")


def put_secret_value(data):
    _, secret = service._resolve(data.get("SecretId"))
    problem = unusable(secret) or bad_token(data) or bad_value(data)
    if problem:
        return problem
    if not has_value(data):
        return refused("InvalidRequestException", "You must provide either SecretString or SecretBinary.")
    vid = data.get("ClientRequestToken") or new_uuid()
    version = secret["Versions"].get(vid)
    if version is None or not has_value(version):
        problem = too_many(secret) if version is None else None
        if problem:
            return problem
        store_value(secret, vid, data, data.get("VersionStages") or ["AWSCURRENT"])
    elif not same_value(version, data):
        return taken(vid, secret)
    return json_response({"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": vid,
                          "VersionStages": sorted(secret["Versions"][vid]["Stages"])})


def unusable(secret):
    if not secret:
        return refused("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
    if secret.get("DeletedDate"):
        return refused("InvalidRequestException",
                       "You can't perform this operation on the secret because it was marked for deletion.")
    return service._replica_mutation_error() if service._is_replica(secret) else None


def updating(update):
    def update_secret(data):
        _, secret = service._resolve(data.get("SecretId"))
        problem = unusable(secret) or bad_token(data) or bad_value(data)
        if problem:
            return problem
        vid = data.get("ClientRequestToken") or new_uuid()
        if has_value(data) and vid in secret["Versions"]:
            return taken(vid, secret)
        problem = too_many(secret) if has_value(data) else None
        answer = problem or update({name: data[name] for name in data if name not in ("SecretString", "SecretBinary")})
        if answer[0] != 200 or not has_value(data):
            return answer
        store_value(secret, vid, data, ["AWSCURRENT"])
        return json_response({"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": vid})

    return update_secret


def creating(create):
    def create_secret(data):
        problem = bad_token(data) or bad_value(data)
        if problem:
            return problem
        token = data.get("ClientRequestToken")
        there = service._secrets.get(data.get("Name"))
        if there:
            if there.get("DeletedDate"):
                return refused("InvalidRequestException", "You can't create this secret because a secret with this "
                                                          "name is already scheduled for deletion.")
            version = there["Versions"].get(token)
            if version is not None:
                if not same_value(version, data):
                    return taken(token, there)
                return json_response({"ARN": there["ARN"], "Name": there["Name"], "VersionId": token})
        answer = create(data)
        if answer[0] != 200:
            return answer
        made = json.loads(answer[2])
        versions = service._secrets[made["Name"]]["Versions"]
        first = versions.pop(made.pop("VersionId"))
        if has_value(first):
            made["VersionId"] = token or new_uuid()
            versions[made["VersionId"]] = first
        return json_response(made)

    return create_secret


def reading(get):
    def get_secret_value(data):
        _, secret = service._resolve(data.get("SecretId"))
        if not secret or secret.get("DeletedDate"):
            return get(data)
        vid, label = data.get("VersionId"), data.get("VersionStage")
        version = secret["Versions"].get(vid or labelled(secret, label or "AWSCURRENT"), {})
        if not has_value(version):
            which = f"VersionId: {vid}" if vid else f"staging label: {label or 'AWSCURRENT'}"
            return refused("ResourceNotFoundException",
                           f"Secrets Manager can't find the specified secret value for {which}")
        if vid and label and label not in version["Stages"]:
            return refused("InvalidRequestException",
                           "You provided a VersionStage that is not associated to the provided VersionId.")
        return get(data)

    return get_secret_value


def relabelling(update):
    def update_secret_version_stage(data):
        _, secret = service._resolve(data.get("SecretId"))
        label, to, away = (data.get(name) for name in ("VersionStage", "MoveToVersionId", "RemoveFromVersionId"))
        if not unusable(secret):
            holder = labelled(secret, label)
            if label == "AWSCURRENT" and away and not to:
                return refused("InvalidParameterException", "You can only move staging label AWSCURRENT to a different "
                                                            "secret version. It can't be completely removed.")
            if to and holder not in (None, to) and not away:
                return refused("InvalidParameterException",
                               f"The parameter RemoveFromVersionId can't be empty. Staging label {label} is currently "
                               f"attached to version {holder}, so you must explicitly reference that version in "
                               "RemoveFromVersionId.")
            if to in secret["Versions"] and not has_value(secret["Versions"][to]):
                return refused("ResourceNotFoundException",
                               f"Secrets Manager can't find the specified secret value for VersionId: {to}")
        answer = update(data)
        if answer[0] == 200 and away:
            forget_announced(secret, away)
        return answer

    return update_secret_version_stage


def listing(list_versions):
    def list_secret_version_ids(data):
        answer = list_versions(data)
        if answer[0] != 200 or data.get("IncludeDeprecated"):
            return answer
        found = json.loads(answer[2])
        return json_response({**found, "Versions": [each for each in found["Versions"] if each["VersionStages"]]})

    return list_secret_version_ids


def apply():
    service._apply_current_promotion = promote
    service._put_secret_value = put_secret_value
    service._update_secret = updating(service._update_secret)
    service._create_secret = creating(service._create_secret)
    service._get_secret_value = reading(service._get_secret_value)
    service._update_secret_version_stage = relabelling(service._update_secret_version_stage)
    service._list_secret_version_ids = listing(service._list_secret_version_ids)
