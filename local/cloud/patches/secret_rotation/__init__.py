"""RotateSecret and CancelRotateSecret, and what DescribeSecret tells of them.

RotateSecret keeps the configuration, makes a pending version without a value that is named by the request's token,
answers, and then has the function invoked (runs.py). The same token again is the same rotation. While AWSPENDING is on
another version than AWSCURRENT, another token is refused. With RotateImmediately false the configuration is only
tested, and the first rotation waits for its window (schedule.py). CancelRotateSecret ends what is going on and leaves
the labels as they are.
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
"""

import json
import threading

from ministack.core.responses import json_response, new_uuid
from ministack.core.router import extract_access_key_id
from ministack.services import secretsmanager as service

from .. import secret_events
from ..secret_versions import bad_token, refused, unusable
from . import permission, runs, schedule

UNFINISHED = "A previous rotation isn't complete. That rotation will be reattempted."
NO_FUNCTION = "No Lambda rotation function ARN is associated with this secret."


def rotate_secret(data):
    _, secret = service._resolve(data.get("SecretId"))
    problem = unusable(secret) or bad_token(data)
    if problem:
        return problem
    arn = data.get("RotationLambdaARN") or secret.get("RotationLambdaARN")
    if not arn:
        return refused("InvalidRequestException", NO_FUNCTION)
    try:
        rules = schedule.checked(data.get("RotationRules"))
    except schedule.BadRules as error:
        return refused("InvalidParameterException", str(error))
    problem = permission.refusal(secret, arn)
    if problem:
        return problem
    with runs.lock:
        return configured(secret, arn, rules, data)


def configured(secret, arn, rules, data):
    token, now = data.get("ClientRequestToken") or new_uuid(), secret_events.clock()
    pending, run = runs.unfinished(secret), runs.run_of(secret)
    if pending not in (None, token):
        if run:
            runs.rearm(run)
        return refused("InvalidRequestException", UNFINISHED)
    answer = json_response({"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": token})
    if pending is None and token in secret["Versions"]:
        # The request of a rotation that is over, come again.
        return answer
    rotation = secret.setdefault("_Rotation", {"since": now})
    if rules is not None and rules != secret.get("RotationRules"):
        rotation.update(since=now, days=None)
    secret.update(RotationEnabled=True, RotationLambdaARN=arn, RotationRules=rules or secret.get("RotationRules"),
                  LastChangedDate=int(now))
    runs.plan_next(secret)
    if not run:
        runs.begin(secret, token, test=pending is None and data.get("RotateImmediately") is False)
    return answer


def cancel_rotate_secret(data):
    _, secret = service._resolve(data.get("SecretId"))
    problem = unusable(secret)
    if problem:
        return problem
    if not secret.get("RotationLambdaARN"):
        return refused("InvalidRequestException", NO_FUNCTION)
    with runs.lock:
        secret.update(RotationEnabled=False, LastChangedDate=int(secret_events.clock()))
        secret["_Rotation"].update(run=None, window=None, next=None)
        pending = runs.unfinished(secret)
    return json_response({"ARN": secret["ARN"], "Name": secret["Name"], **({"VersionId": pending} if pending else {})})


def described(secret):
    """What is told of a secret's rotation; nothing at all where there never was one."""
    rotation = secret.get("_Rotation")
    if rotation is None:
        return {}
    window, rotated = rotation.get("window"), rotation.get("rotated")
    days = {"AutomaticallyAfterDays": rotation["days"]} if rotation.get("days") else {}
    told = {"RotationEnabled": secret["RotationEnabled"], "RotationLambdaARN": secret["RotationLambdaARN"],
            "RotationRules": secret["RotationRules"] and {**days, **secret["RotationRules"]}}
    if secret["RotationEnabled"]:
        # On or before this date: the last second of the window.
        told.update(LastRotatedDate=rotated and int(rotated), NextRotationDate=window and window[1] - 1)
    return {name: value for name, value in told.items() if value is not None}


def told_by(describe):
    def with_rotation(data):
        answer = describe(data)
        if answer[0] != 200:
            return answer
        told = json.loads(answer[2])
        for entry in told.get("SecretList", [told]):
            _, secret = service._resolve(entry["ARN"])
            entry.pop("RotationEnabled", None)
            entry.update(described(secret))
        return json_response(told)

    return with_rotation


def apply():
    service._rotate_secret = rotate_secret
    service._describe_secret = told_by(service._describe_secret)
    service._list_secrets = told_by(service._list_secrets)
    handle = service.handle_request

    async def handle_request(method, path, headers, body, query_params):
        token = permission.caller_key.set(extract_access_key_id(headers, query_params) or None)
        try:
            if headers.get("x-amz-target", "").endswith(".CancelRotateSecret"):
                return cancel_rotate_secret(json.loads(body or b"{}"))
            return await handle(method, path, headers, body, query_params)
        finally:
            permission.caller_key.reset(token)

    service.handle_request = handle_request
    get_state = service.get_state

    def get_whole_state():
        """Not while a rotation is being written down."""
        with runs.lock:
            return get_state()

    service.get_state = get_whole_state
    threading.Thread(target=runs.tick, daemon=True).start()
