"""Access keys of IAM users: two at most, and when each was last used.

A third is refused with LimitExceeded: "Number of access keys assigned to an IAM user: 2".
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
GetAccessKeyLastUsed tells when, where and for which service a request was signed with the key.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
GetAccessKeyLastUsed is a right on the user whose key it is, though the request names only the key.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
DeleteAccessKey finds a key only under the user it belongs to.
"""

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id
from ministack.services import iam

MOST = 2


def keys_of(user_name):
    return [key for key in iam._access_keys.values() if key["UserName"] == user_name]


def create_access_key(create):
    def limited(p):
        if len(keys_of(iam._p(p, "UserName"))) >= MOST:
            return iam._error(409, "LimitExceeded", f"Cannot exceed quota for AccessKeysPerUser: {MOST}", ns="iam")
        return create(p)

    return limited


def delete_access_key(delete):
    def of_user(p):
        key_id, user_name = iam._p(p, "AccessKeyId"), iam._p(p, "UserName")
        key = iam._access_keys.get(key_id)
        if user_name and key and key["UserName"] != user_name:
            return iam._error(404, "NoSuchEntity", f"The Access Key with id {key_id} cannot be found.", ns="iam")
        return delete(p)

    return of_user


def get_access_key_last_used(never_used):
    def answer(p):
        key = iam._access_keys.get(iam._p(p, "AccessKeyId")) or {}
        used = key.get("LastUsed")
        if not used:
            return never_used(p)
        return iam._xml(200, "GetAccessKeyLastUsedResponse",
                        "<GetAccessKeyLastUsedResult>"
                        f"<UserName>{key['UserName']}</UserName>"
                        "<AccessKeyLastUsed>"
                        f"<Region>{used['Region']}</Region>"
                        f"<LastUsedDate>{used['Date']}</LastUsedDate>"
                        f"<ServiceName>{used['Service']}</ServiceName>"
                        "</AccessKeyLastUsed></GetAccessKeyLastUsedResult>", ns="iam")

    return answer


def scope_of(request):
    """Region and service that a request was signed for: Credential=AKIA…/20260101/us-east-1/sts/aws4_request."""
    credential = request.headers.get("authorization", "").partition("Credential=")[2].partition(",")[0]
    parts = credential.split("/")
    return (parts[2], parts[3]) if len(parts) > 3 else ("N/A", "N/A")


def resource_of(extract):
    def arn(service, method, path, headers, body, query_params, region, account_id):
        found = extract(service, method, path, headers, body, query_params, region, account_id)
        if service != "iam" or found != "*" or iam._p(query_params, "Action") != "GetAccessKeyLastUsed":
            return found
        key = iam._access_keys.get_scoped(account_id, None, iam._p(query_params, "AccessKeyId"))
        return f"arn:aws:iam::{account_id}:user/{key['UserName']}" if key else found

    return arn


def apply():
    iam_actions.extract_resource_arn = resource_of(iam_actions.extract_resource_arn)
    authenticate = iam_evaluator.authenticate

    def authenticate_and_note(access_key_id, account_id):
        request = iam_evaluator._signed_request.get()
        answer = authenticate(access_key_id, account_id)
        if request is not None and isinstance(answer, iam_evaluator.ResolvedCredential):
            key = iam._access_keys.get_scoped(account_id or get_account_id(), None, access_key_id)
            if key is not None:
                region, service = scope_of(request)
                key["LastUsed"] = {"Date": iam._now(), "Region": region, "Service": service}
        return answer

    iam_evaluator.authenticate = authenticate_and_note
    handlers = iam._IAM_HANDLERS
    handlers["CreateAccessKey"] = create_access_key(handlers["CreateAccessKey"])
    handlers["DeleteAccessKey"] = delete_access_key(handlers["DeleteAccessKey"])
    handlers["GetAccessKeyLastUsed"] = get_access_key_last_used(handlers["GetAccessKeyLastUsed"])
