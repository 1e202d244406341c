"""What the patches of STS share: the parameters of a request, and how STS words a refusal."""

import json
from urllib.parse import parse_qs

from ministack.core.responses import error_response_json
from ministack.services import sts


def parameters(headers, body, query_params):
    """The request's parameters by name, from either protocol that AWS clients speak."""
    given = {name: values[0] for name, values in dict(query_params).items()}
    if "amz-json" in headers.get("content-type", ""):
        given["Action"] = headers.get("x-amz-target", "").split(".")[-1]
        given.update(json.loads(body or b"{}"))
    else:
        given.update({name: values[0] for name, values in parse_qs((body or b"").decode()).items()})
    return given


def refusal(headers, status, code, message):
    if "amz-json" in headers.get("content-type", ""):
        return error_response_json(code, message, status)
    return sts._error(status, code, message, ns="sts")
