"""Who may have a secret rotated by a function.

The caller of RotateSecret may invoke the function itself, and the function's own policy lets Secrets Manager invoke
it, if need be for this account or this secret only.
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html
"""

import contextvars

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import error_response_json, get_account_id, get_region, new_uuid
from ministack.services import lambda_svc

SERVICE = "secretsmanager.amazonaws.com"
INVOKE = "lambda:InvokeFunction"
NOT_INVOCABLE = ("Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants "
                 f"access to the principal {SERVICE}.")

# The key that signed the request; none for what the stand-in does by itself, as its CloudFormation.
caller_key = contextvars.ContextVar("sallyport_rotation_caller", default=None)


def function_at(arn):
    """What to execute, or None when the function or its qualifier is not there."""
    record, config, _name = lambda_svc._get_func_record_for_ref(arn)
    return lambda_svc._execution_record_for_config(record, config) if record and config else None


def service_may_invoke(secret, arn):
    function, _config, _name = lambda_svc._get_base_func_record_for_ref(arn)
    if function is None:
        return False
    request = iam_evaluator.EvalContext(
        principal_arn=SERVICE, principal_type="Service", principal_account=get_account_id(), action=INVOKE,
        resource_arn=arn, region=get_region(),
        service_context={"aws:sourceaccount": get_account_id(), "aws:sourcearn": secret["ARN"]},
    )
    return iam_evaluator.evaluate_resource_policy(function["policy"], request, service=SERVICE).decision == "Allow"


def refusal(secret, arn):
    """Why this caller may not have this secret rotated by this function; None if it may."""
    key = caller_key.get()
    if key is not None:
        denied = iam_evaluator.enforce(key, INVOKE, "lambda", get_region(), resource_arn=arn)
        if denied:
            return iam_actions.access_denied_response(
                "secretsmanager", INVOKE, getattr(denied, "principal_arn", ""), new_uuid(), resource_arn=arn,
                explicit_deny=getattr(denied, "decision", "") == "Deny")
    if not function_at(arn) or not service_may_invoke(secret, arn):
        return error_response_json("AccessDeniedException", NOT_INVOCABLE, 400)
    return None
