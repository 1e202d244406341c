"""A rotation, step by step.

The function is invoked for createSecret, setSecret, testSecret and finishSecret in order. The value of the pending
version must have been put by the function itself, or with the rotation's own token. A rotation has succeeded when
AWSPENDING is on no version, or on the current one; one that fails is tried again from its first step, with the same
token. A configuration is tested by testSecret alone, on a pending version that is removed afterwards.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html

AWS says that it retries "multiple times", not how often and when. Here: five attempts, each pause twice the one
before, then none until the next window opens or somebody asks for a rotation. The first pause is ten seconds, or
SALLYPORT_ROTATION_RETRY_SECONDS, or `rotation.retrySeconds` in the file of the fault server.
"""

import logging
import os
import threading

from ministack.core.responses import new_uuid, request_scope
from ministack.services import lambda_svc
from ministack.services import secretsmanager as service

from .. import secret_events
from ..secret_versions import forget_deprecated, has_value, labelled
from . import permission, schedule

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
ATTEMPTS = 5
logger = logging.getLogger("secretsmanager")
wake = threading.Event()
# The secrets of which a function is at work, by ARN.
busy = set()
# Held while a rotation's state is looked at and changed, never while anything is called.
lock = threading.RLock()


def first_pause():
    return secret_events.settings().get("retrySeconds", float(os.environ.get("SALLYPORT_ROTATION_RETRY_SECONDS", "10")))


def begin(secret, token, test=False):
    """Announces the version and leaves the rest to the ticker. A test has the current value to work with."""
    if token not in secret["Versions"]:
        current = secret["Versions"].get(labelled(secret, "AWSCURRENT"), {}) if test else {}
        secret["Versions"][token] = {"SecretString": current.get("SecretString"),
                                     "SecretBinary": current.get("SecretBinary"),
                                     "CreatedDate": int(secret_events.clock()), "Stages": []}
    service._remove_stage_everywhere(secret, "AWSPENDING", except_version_id=token)
    service._add_stage(secret, token, "AWSPENDING")
    secret["_Rotation"]["run"] = {"token": token, "rotationToken": new_uuid(), "attempt": 0, "test": test,
                                  "due": secret_events.clock()}
    wake.set()


def rearm(run):
    """A rotation that had been given up, or is about to be, is tried again."""
    run["asked"] = True
    if run["due"] is None:
        run.update(attempt=0, asked=False, due=secret_events.clock())
        wake.set()


def still_on(secret, run):
    """Not cancelled, not abandoned, and its version still labelled as it was or made current."""
    labels = secret["Versions"].get(run["token"], {}).get("Stages", [])
    return secret["_Rotation"].get("run") is run and ("AWSPENDING" in labels or "AWSCURRENT" in labels)


def run_of(secret):
    """What goes on; a rotation whose label was taken away is given up for good."""
    rotation = secret.get("_Rotation") or {}
    if rotation.get("run") and not still_on(secret, rotation["run"]):
        rotation["run"] = None
    return rotation.get("run")


def invoke(secret, run, step):
    """The reason why a step failed, or None."""
    arn = secret["RotationLambdaARN"]
    function = permission.function_at(arn)
    if function is None or not permission.service_may_invoke(secret, arn):
        return permission.NOT_INVOCABLE
    result = lambda_svc._execute_function(function, {
        "Step": step, "SecretId": secret["ARN"], "ClientRequestToken": run["token"],
        "RotationToken": run["rotationToken"],
    })
    return f"Error when executing lambda {arn} during {step} step" if result.get("error") else None


def put_by_function(secret, run):
    version, function = secret["Versions"].get(run["token"], {}), permission.function_at(secret["RotationLambdaARN"])
    role = function["config"].get("Role", "").rsplit("/", 1)[-1] if function else ""
    return has_value(version) and (f":assumed-role/{role}/" in version.get("_By", "")
                                   or version.get("_RotationToken") == run["rotationToken"])


def failure_of(secret, run):
    """Why this attempt failed, or None; it may also have ended because nobody wants it any more."""
    for step in ("testSecret",) if run["test"] else STEPS:
        if not still_on(secret, run):
            return None
        failure = invoke(secret, run, step)
        if failure:
            return failure
        if step == "createSecret" and still_on(secret, run) and not put_by_function(secret, run):
            return (f"Pending secret version {run['token']} for Secret {secret['ARN']} was not created by Lambda "
                    f"{secret['RotationLambdaARN']}. Remove the AWSPENDING staging label and restart rotation.")
    if not run["test"] and unfinished(secret):
        return f"Version {unfinished(secret)} is still pending after finishSecret."
    return None


def attempt(scope, secret, run):
    with request_scope(*scope):
        try:
            if run["attempt"] == 0 and not run["test"]:
                secret_events.announce(secret, "RotationStarted")
            run["attempt"] += 1
            failure = failure_of(secret, run)
            with lock:
                ending = conclude(secret, run, failure)
            if ending:
                secret_events.announce(secret, *ending)
        except Exception:
            logger.exception("a rotation of %s", secret["ARN"])
            run["due"] = None
        finally:
            with lock:
                busy.discard(secret["ARN"])
            wake.set()


def conclude(secret, run, failure):
    """Writes down how an attempt went; answers the event that tells it, if one does."""
    rotation, now = secret["_Rotation"], secret_events.clock()
    if failure:
        logger.warning("%s", failure)
    if run["test"]:
        if rotation.get("run") is run:
            rotation["run"] = None
        secret["Versions"].pop(run["token"], None)
        return None
    if not still_on(secret, run):
        return None
    if failure:
        run["due"] = now + first_pause() * 2 ** (run["attempt"] - 1)
        if run["attempt"] >= ATTEMPTS:
            run.update({"attempt": 0, "asked": False} if run.get("asked") else {"due": None})
        return "RotationFailed", failure
    rotation.update(run=None, rotated=now, changed=now)
    plan_next(secret)
    if rotation["window"]:
        # "Calculated from the rotation schedule after every successful rotation."
        rotation["days"] = max(1, round((rotation["window"][0] - now) / schedule.DAY))
    return "RotationSucceeded", None


def plan_next(secret):
    """`window` is what is shown; `next` is what is waited for, and moves on where a rotation does not succeed."""
    rules, rotation = secret.get("RotationRules"), secret["_Rotation"]
    last = rotation["planned"] = rotation.get("changed") or rotation["since"]
    rotation["window"] = rotation["next"] = rules and schedule.next_window(
        rules, last, secret_events.clock(), rotation["since"])


def tend(scope, secret):
    """Does what is due of one secret."""
    forget_deprecated(secret)
    rotation = secret.get("_Rotation")
    if rotation is None or not secret.get("RotationEnabled"):
        return
    run, now = run_of(secret), secret_events.clock()
    if rotation.get("planned") != (rotation.get("changed") or rotation["since"]):
        plan_next(secret)
    window = rotation.get("next")
    if window and window[0] <= now:
        if now >= window[1]:
            plan_next(secret)
        else:
            rotation["next"] = schedule.next_window(secret["RotationRules"], window[0], window[1], rotation["since"])
            if run:
                run.update(attempt=0, due=now)
            elif not unfinished(secret):
                begin(secret, new_uuid())
    run = run_of(secret)
    if run and run["due"] is not None and run["due"] <= now:
        busy.add(secret["ARN"])
        threading.Thread(target=attempt, args=(scope, secret, run), daemon=True).start()


def unfinished(secret):
    """The version of a rotation that is not complete: AWSPENDING on another version than AWSCURRENT."""
    pending = labelled(secret, "AWSPENDING")
    return pending if pending != labelled(secret, "AWSCURRENT") else None


def tick():
    """Looks after every secret, several times a second."""
    while True:
        wake.wait(0.2)
        wake.clear()
        for (account, region, _name), secret in service._secrets.all_items():
            with lock:
                idle = secret["ARN"] not in busy
            if idle and not secret.get("DeletedDate") and not service._is_replica(secret):
                try:
                    with request_scope(account, region), lock:
                        tend((account, region), secret)
                except Exception:
                    logger.exception("the rotation of %s", secret["ARN"])
