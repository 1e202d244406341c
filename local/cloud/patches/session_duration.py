"""AssumeRole keeps to the limits of DurationSeconds.

At least 900 seconds, at most the role's MaxSessionDuration, and at most one hour where the caller is itself a role's
session: "Role chaining limits your AWS CLI or AWS API role session to a maximum of one hour."
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from ministack.core.iam_evaluator import CredentialResolutionError
from ministack.services import iam, sts

from .sts_request import parameters, refusal


def problem(given, caller):
    text = given.get("DurationSeconds")
    if text is None:
        return None
    seconds = int(text)
    if not 900 <= seconds <= 43200:
        return (f"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: "
                + ("Member must have value greater than or equal to 900" if seconds < 900
                   else "Member must have value less than or equal to 43200"))
    if ":assumed-role/" in caller["userArn"] and seconds > 3600:
        return "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    role = iam._roles.get(str(given.get("RoleArn", "")).rsplit("/", 1)[-1]) or {}
    if seconds > int(role.get("MaxSessionDuration") or 3600):
        return "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    return None


def apply():
    handle = sts.handle_request

    async def handle_request(method, path, headers, body, query_params):
        given = parameters(headers, body, query_params)
        if given.get("Action") == "AssumeRole":
            caller = sts._caller_identity(headers, query_params)
            said = None if isinstance(caller, CredentialResolutionError) else problem(given, caller)
            if said:
                return refusal(headers, 400, "ValidationError", said)
        return await handle(method, path, headers, body, query_params)

    sts.handle_request = handle_request
