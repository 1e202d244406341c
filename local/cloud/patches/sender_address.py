"""As which sender a policy lets somebody send e-mail.

SES authorizes ses:SendEmail on the identity that is sent with, and lets a statement hold for one sender only
(ses:FromAddress). Here the identity is the one named like the sender's domain.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
"""

import json
from contextvars import ContextVar

import ministack.app as ministack_app
from ministack.core import iam_actions

# The resource is found first, and the decision made after it, in one call without a pause.
_sender = ContextVar("sender", default="")


def sender(body):
    try:
        return json.loads(body or b"{}").get("FromEmailAddress") or ""
    except (AttributeError, UnicodeDecodeError, json.JSONDecodeError):
        return ""


def apply():
    of_path = iam_actions._ses_v2_resource_arn
    enforce = ministack_app._enforce_data_plane

    def resource(method, path, body, region, account_id):
        address = sender(body) if path.rstrip("/") == "/v2/email/outbound-emails" else ""
        _sender.set(address)
        if "@" not in address:
            return of_path(method, path, body, region, account_id)
        return f"arn:aws:ses:{region}:{account_id}:identity/{address.split('@')[1]}"

    def decide(service, iam_action, *given, service_context=None, **named):
        if iam_action == "ses:SendEmail" and _sender.get():
            service_context = {**(service_context or {}), "ses:FromAddress": _sender.get()}
        return enforce(service, iam_action, *given, service_context=service_context, **named)

    iam_actions._ses_v2_resource_arn = resource
    ministack_app._enforce_data_plane = decide
