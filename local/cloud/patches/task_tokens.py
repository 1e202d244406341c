"""Waiting for a task token.

A function that fails fails its task, whoever holds the token; each attempt has a token of its own; a heartbeat that
stays away is States.HeartbeatTimeout; what is sent for a task that is over is TaskTimedOut; output must be JSON; an
execution that was stopped or timed out no longer waits. Who may answer is said by the state machine that the token
belongs to.
https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
"""

import contextvars
import json
import threading
import time
from collections import OrderedDict

from ministack.core import iam_actions
from ministack.core.responses import error_response_json, json_response, new_uuid
from ministack.services import stepfunctions as sfn

executing = contextvars.ContextVar("sallyport_executing", default=None)
# Tokens of tasks that are over, the oldest forgotten first.
closed = OrderedDict()
# The state machine that a token was given by; kept as long.
machines = {}


class Attempts(dict):
    """$$.State of a task that waits for a token: MiniStack counts each attempt here, and each has a new token."""

    def __init__(self, state, ctx):
        super().__init__(state)
        self.ctx = ctx

    def __setitem__(self, key, value):
        if key == "RetryCount" and "Task" in self.ctx:
            self.ctx["Task"] = {"Token": new_uuid()}
        super().__setitem__(key, value)


def close(token):
    sfn._task_tokens.pop(token, None)
    closed[token] = True
    while len(closed) > 10_000:
        machines.pop(closed.popitem(last=False)[0], None)


def invoke_with_callback(resource, input_data, token, state):
    waiting = {"event": threading.Event(), "result": None, "error": None, "heartbeat": None}
    machines[token] = (executing.get() or {}).get("stateMachineArn", "*")
    beat = waiting["beat"] = {"at": time.monotonic()}
    sfn._task_tokens[token] = waiting
    deadline = beat["at"] + state.get("TimeoutSeconds", 99999999)
    try:
        try:
            sfn._invoke_resource(resource.replace(".waitForTaskToken", ""), input_data)
        except sfn._ExecutionError:
            if not waiting["event"].is_set():
                raise
        wait(waiting, beat, deadline, state.get("HeartbeatSeconds"))
    finally:
        close(token)
    if waiting["error"]:
        raise sfn._ExecutionError(waiting["error"].get("Error", "TaskFailed"), waiting["error"].get("Cause", ""))
    return json.loads(waiting["result"])


def wait(waiting, beat, deadline, heartbeat):
    execution = executing.get() or {}
    while True:
        now = time.monotonic()
        until = deadline if heartbeat is None else min(deadline, beat["at"] + heartbeat)
        if waiting["event"].wait(max(0, min(0.2, until - now))):
            return
        if execution.get("status", "RUNNING") != "RUNNING":
            raise sfn._ExecutionError("States.Runtime", "The execution is over")
        if time.monotonic() >= deadline:
            raise sfn._ExecutionError("States.Timeout", "Task timed out waiting for callback")
        if heartbeat is not None and time.monotonic() >= beat["at"] + heartbeat:
            raise sfn._ExecutionError("States.HeartbeatTimeout", "No heartbeat was sent in time")


def answering(send):
    """SendTask...: refuses what is over before it can be taken for done."""

    def answer(data):
        token = data.get("taskToken")
        waiting = sfn._task_tokens.get(token)
        if token in closed or (waiting and waiting["event"].is_set()):
            return error_response_json("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'", 400)
        return send(data)

    return answer


def machine_of_token(of_request):
    """MiniStack asks for SendTask... on "*", which no permission on one machine grants."""

    def resource(service, method, path, headers, body, *others):
        token = iam_actions._safe_json_field(body, "taskToken") if service == "states" else None
        return machines.get(token) or of_request(service, method, path, headers, body, *others)

    return resource


def apply():
    iam_actions.extract_resource_arn = machine_of_token(iam_actions.extract_resource_arn)
    execute = sfn._execute_task

    def execute_task(state, raw_input, execution, ctx):
        outer = executing.set(execution)
        try:
            if ".waitForTaskToken" in state.get("Resource", ""):
                ctx["State"] = Attempts(ctx["State"], ctx)
            return execute(state, raw_input, execution, ctx)
        finally:
            executing.reset(outer)

    def fail(execution, error, cause):
        # Whoever stopped the execution has said how it ended.
        if execution["status"] == "RUNNING":
            failed(execution, error, cause)

    failed = sfn._fail_execution
    sfn._fail_execution = fail
    sfn._execute_task = execute_task
    sfn._invoke_with_callback = invoke_with_callback

    succeed = answering(sfn._send_task_success)

    def send_task_success(data):
        try:
            json.loads(data.get("output", ""))
        except ValueError:
            return error_response_json("InvalidOutput", "Invalid Output: 'Output is not valid JSON'", 400)
        return succeed(data)

    def send_task_heartbeat(data):
        sfn._task_tokens[data["taskToken"]].setdefault("beat", {})["at"] = time.monotonic()
        return json_response({})

    def known(send):
        """MiniStack's own answer for a token that it never gave; ours for one that waits."""
        original = sfn._send_task_heartbeat
        return lambda data: send(data) if data.get("taskToken") in sfn._task_tokens else original(data)

    sfn._send_task_success = send_task_success
    sfn._send_task_failure = answering(sfn._send_task_failure)
    sfn._send_task_heartbeat = answering(known(send_task_heartbeat))
