"""How a DynamoDB stream is delivered to a function.

Each event source mapping goes its own way: a function that hangs holds up no other. With ReportBatchItemFailures,
delivery goes on at the first record that failed; BisectBatchOnFunctionError halves a failing batch; a record that
has failed MaximumRetryAttempts times goes to the on-failure destination, and the rest goes on.
A restart forgets the records of a stream (AWS keeps them for a day), so delivery begins anew: MiniStack keeps the
positions, and would wait until as many records have come again.
https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
"""

import contextvars
import threading

from ministack.services import lambda_svc

from . import faults

# The mapping that this thread polls for.
polled = contextvars.ContextVar("sallyport_polled_mapping", default=None)
busy = set()
lock = threading.Lock()
# Per mapping: the record at which delivery goes on, and how often it has failed.
resume_at = {}
failures = {}


def number(record):
    return record["dynamodb"]["SequenceNumber"]


def remaining(mapping, records):
    at = resume_at.get(mapping["UUID"])
    numbers = [number(record) for record in records]
    return records[numbers.index(at):] if at in numbers else records


def reported(mapping, records, result):
    """The position of the first record that the function reports as failed."""
    if "ReportBatchItemFailures" not in (mapping.get("FunctionResponseTypes") or []):
        return None
    body = result.get("body")
    said = {item.get("itemIdentifier") for item in (body or {}).get("batchItemFailures") or []} \
        if isinstance(body, dict) else set()
    positions = [at for at, record in enumerate(records) if number(record) in said]
    return min(positions) if positions else (0 if said else None)


def deliver(execute, function, mapping, records):
    """Delivers; returns the position of the first record that is not done, and the result to report."""
    result = execute(function, {"Records": records})
    if result.get("error"):
        if len(records) > 1 and str(mapping.get("BisectBatchOnFunctionError")).lower() == "true":
            half = len(records) // 2
            at, result = deliver(execute, function, mapping, records[:half])
            if at is not None:
                return at, result
            at, result = deliver(execute, function, mapping, records[half:])
            return (None if at is None else half + at), result
        return 0, result
    at = reported(mapping, records, result)
    return at, result


def given_up(mapping, function, record, result):
    limit = mapping.get("MaximumRetryAttempts")
    key = (mapping["UUID"], number(record))
    failures[key] = failures.get(key, 0) + 1
    if limit is None or int(limit) < 0 or failures[key] <= int(limit):
        return False
    failures.pop(key)
    lambda_svc._send_ddb_stream_failure_record(mapping, function, [record], mapping["EventSourceArn"], result,
                                               "RetryAttemptsExhausted")
    return True


def delivering(execute):
    def execute_function(function, event):
        mapping = polled.get()
        if mapping is None:
            return execute(function, event)
        records = remaining(mapping, event["Records"])
        while records:
            at, result = deliver(execute, function, mapping, records)
            if at is None:
                break
            if not given_up(mapping, function, records[at], result):
                resume_at[mapping["UUID"]] = number(records[at])
                body = result["body"] if result.get("error") else {"errorType": "BatchItemFailures"}
                return {**result, "error": True, "body": body}
            records = records[at + 1:]
        resume_at.pop(mapping["UUID"], None)
        if faults.duplicate_this_batch():
            execute(function, event)
        return {"body": None}

    return execute_function


def to_the_beginning(positions):
    """Not forgotten altogether: a mapping without a position begins behind the first records that it sees."""
    for key in list(positions._data):
        positions._data[key] = 0


def apply():
    poll = lambda_svc._poll_dynamodb_streams
    mappings = lambda_svc._iter_all_esms

    def iter_all_esms():
        only = polled.get()
        return (entry for entry in mappings() if only is None or entry[2]["UUID"] == only["UUID"])

    def poll_one(mapping):
        polled.set(mapping)
        try:
            while poll():
                pass
        finally:
            with lock:
                busy.discard(mapping["UUID"])

    def poll_dynamodb_streams():
        for _account, _region, mapping in mappings():
            with lock:
                if mapping["UUID"] in busy or ":dynamodb:" not in mapping.get("EventSourceArn", ""):
                    continue
                busy.add(mapping["UUID"])
            run = contextvars.copy_context().run
            threading.Thread(target=run, args=(poll_one, mapping), daemon=True).start()
        return False

    restore = lambda_svc._restore_esm_positions

    def restore_positions(store, positions):
        restore(store, positions)
        if store is lambda_svc._dynamodb_stream_positions:
            to_the_beginning(store)

    # What was restored when the module was loaded, and what will be.
    to_the_beginning(lambda_svc._dynamodb_stream_positions)
    lambda_svc._restore_esm_positions = restore_positions
    lambda_svc._iter_all_esms = iter_all_esms
    lambda_svc._poll_dynamodb_streams = poll_dynamodb_streams
    lambda_svc._execute_function = delivering(lambda_svc._execute_function)
