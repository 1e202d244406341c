"""Not a behaviour of AWS: failing on purpose, told by the file that the fault server writes (local/control.ts).

`tables`: a write that touches a table is refused with a named error, before it is done or, with `when: after`, after
it was done (then the caller cannot know). `streams.duplicate`: that many batches are delivered a second time, as any
stream may do. Counts are kept here, per writing of the file: the product's processes write to it as well.
"""

import json
import os
import threading

from ministack.core.responses import error_response_json
from ministack.services import dynamodb

PATH = os.environ.get("SALLYPORT_FAULTS_FILE", "")
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
SERVER_FAULTS = {"InternalServerError", "InternalFailure", "ServiceUnavailable"}
lock = threading.Lock()
used = {"id": None, "counts": {}}


def read():
    try:
        with open(PATH, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def take(faults, name, times):
    """Whether one of the times is left; if so it is used up."""
    with lock:
        if used["id"] != faults.get("id"):
            used.update(id=faults.get("id"), counts={})
        if used["counts"].get(name, 0) >= times:
            return False
        used["counts"][name] = used["counts"].get(name, 0) + 1
        return True


def duplicate_this_batch():
    faults = read()
    return take(faults, "duplicate", (faults.get("streams") or {}).get("duplicate", 0))


def tables_of(request):
    names = {request.get("TableName")} | set(request.get("RequestItems") or {})
    for item in request.get("TransactItems") or []:
        names |= {part.get("TableName") for part in item.values() if isinstance(part, dict)}
    return {str(name).rsplit("/", 1)[-1] for name in names if name}


def touches(request, wanted):
    """A table by its name, by the start of it, or by the name that its stack gave it (Audit)."""
    return any(name.startswith(wanted) or f"-{wanted}" in name for name in tables_of(request))


def fault_for(action, body):
    faults = read()
    if not faults.get("tables") or action not in WRITES:
        return None
    request = json.loads(body or b"{}")
    for number, fault in enumerate(faults["tables"]):
        if fault.get("operation") in (None, action) and touches(request, fault["table"]):
            if take(faults, f"table {number}", fault.get("times", 1)):
                return fault
    return None


def refused(fault):
    name = fault.get("error", "InternalServerError")
    return error_response_json(name, "A fault that was asked for", 500 if name in SERVER_FAULTS else 400)


def apply():
    handle = dynamodb.handle_request

    async def handle_request(method, path, headers, body, query_params):
        fault = fault_for(headers.get("x-amz-target", "").split(".")[-1], body)
        if fault and fault.get("when") != "after":
            return refused(fault)
        answer = await handle(method, path, headers, body, query_params)
        return refused(fault) if fault and answer[0] == 200 else answer

    dynamodb.handle_request = handle_request
