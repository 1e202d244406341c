"""A session's source identity: who really acts, through every role that they assume.

AssumeRole takes SourceIdentity, which then cannot change and follows the session into every role it assumes. Both the
caller's permissions and the role's trust policy must allow sts:SetSourceIdentity (condition key sts:SourceIdentity).
From then on every policy that is evaluated for the session sees aws:SourceIdentity. For sessions of a role,
aws:PrincipalArn is the ARN of that role.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
"""

import contextvars
import dataclasses
import json
import re

from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.services import iam, sts

from .sts_request import parameters, refusal

# The source identity that the AssumeRole under way will give, and whether the trust policy refused it.
setting = contextvars.ContextVar("sallyport_setting_source_identity", default=None)


def session_of(access_key_id):
    return sts._sessions.get(access_key_id) or {}


def invalid(identity):
    return not re.fullmatch(r"[\w+=,.@-]{2,64}", identity, re.ASCII) or identity.lower().startswith("aws:")


def refused_by_caller(access_key_id, role_arn, identity):
    denied = iam_evaluator.enforce(access_key_id, "sts:SetSourceIdentity", "sts", get_region(), resource_arn=role_arn,
                                   service_context={"sts:SourceIdentity": identity})
    return isinstance(denied, iam_evaluator.EvalResult)


async def assume_role(handle, request, given, caller):
    _method, _path, headers, _body, _query = request
    role_arn = str(given.get("RoleArn", ""))
    inherited = session_of(caller["accessKey"]).get("SourceIdentity")
    identity = given.get("SourceIdentity") or inherited
    denial = f"User: {caller['userArn']} is not authorized to perform: sts:SetSourceIdentity on resource: {role_arn}"
    if not identity:
        return await handle(*request)
    if invalid(identity):
        return refusal(headers, 400, "ValidationError",
                       "1 validation error detected: Value at 'sourceIdentity' failed to satisfy constraint: "
                       "Member must satisfy regular expression pattern: [\\w+=,.@-]*")
    if inherited and identity != inherited:
        return refusal(headers, 403, "AccessDenied", denial)
    if refused_by_caller(caller["accessKey"], role_arn, identity):
        return refusal(headers, 403, "AccessDenied", denial)
    now = {"identity": identity, "refused": False}
    token = setting.set(now)
    try:
        status, answer_headers, body = await handle(*request)
    finally:
        setting.reset(token)
    if now["refused"]:
        return refusal(headers, 403, "AccessDenied", denial)
    return status, answer_headers, with_identity(status, answer_headers, body, identity)


def with_identity(status, headers, body, identity):
    if status != 200:
        return body
    if "json" in str(headers.get("Content-Type", "")):
        return json.dumps({**json.loads(body), "SourceIdentity": identity}).encode()
    return body.replace(b"</AssumeRoleResult>",
                        f"<SourceIdentity>{identity}</SourceIdentity></AssumeRoleResult>".encode())


def apply():
    handle = sts.handle_request

    async def handle_request(method, path, headers, body, query_params):
        request = (method, path, headers, body, query_params)
        given = parameters(headers, body, query_params)
        if given.get("Action") != "AssumeRole":
            return await handle(*request)
        caller = sts._caller_identity(headers, query_params)
        if isinstance(caller, iam_evaluator.CredentialResolutionError):
            return await handle(*request)
        return await assume_role(handle, request, given, caller)

    sts.handle_request = handle_request

    trusts = iam_evaluator.evaluate_trust_policy

    def evaluate_trust_policy(document, caller_arn, ctx=None):
        now = setting.get()
        if now is None or ctx is None:
            return trusts(document, caller_arn, ctx)
        ctx = dataclasses.replace(ctx, service_context={**ctx.service_context, "sts:sourceidentity": now["identity"]})
        if not trusts(document, caller_arn, ctx):
            return False
        if trusts(document, caller_arn, dataclasses.replace(ctx, action="sts:SetSourceIdentity")):
            return True
        now["refused"] = True
        return False

    iam_evaluator.evaluate_trust_policy = evaluate_trust_policy

    register = sts.register_session

    def register_session(access_key, session):
        now = setting.get()
        register(access_key, session if now is None else {**session, "SourceIdentity": now["identity"]})

    sts.register_session = register_session

    keys_of = iam_evaluator._principal_keys

    def principal_keys(credential):
        identity = session_of(credential.access_key_id).get("SourceIdentity")
        return keys_of(credential) if identity is None else {**keys_of(credential), "aws:sourceidentity": identity}

    iam_evaluator._principal_keys = principal_keys
    sts._principal_keys = principal_keys

    resolve = iam_evaluator._resolve_condition_key

    def resolve_condition_key(key, ctx):
        if key.lower() == "aws:principalarn" and ctx.principal_type == "AssumedRole":
            role = iam._roles.get_scoped(ctx.principal_account, None,
                                         iam_evaluator._role_name_from_assumed_arn(ctx.principal_arn))
            return role["Arn"] if role else ctx.principal_arn
        return resolve(key, ctx)

    iam_evaluator._resolve_condition_key = resolve_condition_key
