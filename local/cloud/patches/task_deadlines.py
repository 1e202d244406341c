"""Deadlines and retries of Step Functions.

TimeoutSecondsPath and HeartbeatSecondsPath take the number from the state's input; the machine's own TimeoutSeconds
ends the execution as TIMED_OUT; a retrier keeps to MaxDelaySeconds and may retry for ever (a large MaxAttempts); an
execution started by the ARN of a version runs that version's definition.
https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html
"""

import contextvars
import json
import threading
import types

from ministack.core.responses import now_iso
from ministack.services import stepfunctions as sfn

started_version = contextvars.ContextVar("sallyport_started_version", default=None)


def with_numbers(state, raw_input, ctx):
    """The state with the seconds that its ...Path fields select."""
    resolved = dict(state)
    for name in ("TimeoutSeconds", "HeartbeatSeconds"):
        path = state.get(f"{name}Path")
        if path is None:
            continue
        value = sfn._resolve_path_or_ctx(path, sfn._apply_input_path(state, raw_input, ctx), ctx)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise sfn._ExecutionError("States.Runtime", f"{name}Path {path} must select a positive integer")
        resolved[name] = value
    return resolved


def delay(retrier, attempts):
    """Seconds until the next attempt; the power is bounded, or the thousandth retry would overflow it."""
    seconds = retrier.get("IntervalSeconds", 1) * float(retrier.get("BackoffRate", 2.0)) ** min(attempts, 60)
    return min(seconds, retrier.get("MaxDelaySeconds", seconds))


class OneMachine:
    """Stands for the table of machines while an execution of a version reads its definition there."""

    def __init__(self, machine):
        self.machine = machine

    def get(self, _arn):
        return self.machine


def run_version(run, exec_arn, execution):
    arn = started_version.get()
    version = sfn._state_machine_versions.get(arn) if arn else None
    machine = sfn._state_machines.get(execution.get("stateMachineArn"))
    if not version or not machine:
        return run(exec_arn)
    execution["stateMachineVersionArn"] = arn
    machines = OneMachine({**machine, "definition": version["definition"], "roleArn": version["roleArn"]})
    return types.FunctionType(run.__code__, {**vars(sfn), "_state_machines": machines})(exec_arn)


def time_out(execution):
    if execution["status"] == "RUNNING":
        execution["status"] = "TIMED_OUT"
        execution["stopDate"] = now_iso()
        sfn._add_event(execution, "ExecutionTimedOut", {"executionTimedOutEventDetails": {"error": "States.Timeout"}})
        sfn._emit_execution_status_event(execution)


def apply():
    execute = sfn._execute_task
    sfn._execute_task = lambda state, raw_input, execution, ctx: execute(
        with_numbers(state, raw_input, ctx), raw_input, execution, ctx)

    find = sfn._find_matching_retrier

    def find_matching_retrier(retriers, error, counts):
        retrier, index = find(retriers, error, counts)
        if retrier is None:
            return retrier, index
        return {**retrier, "IntervalSeconds": delay(retrier, counts.get(index, 0)), "BackoffRate": 1.0}, index

    sfn._find_matching_retrier = find_matching_retrier

    start = sfn._start_execution

    def start_execution(data):
        # The thread that runs the execution gets a copy of this context.
        token = started_version.set(sfn._execution_version_arn(data.get("stateMachineArn", "")))
        try:
            return start(data)
        finally:
            started_version.reset(token)

    sfn._start_execution = start_execution

    run = sfn._run_execution

    def run_execution(exec_arn):
        execution = sfn._executions.get(exec_arn)
        machine = sfn._state_machines.get(execution["stateMachineArn"]) if execution else None
        timer = None
        limit = json.loads(machine["definition"]).get("TimeoutSeconds") if machine else None
        if limit:
            timer = threading.Timer(limit, contextvars.copy_context().run, args=(time_out, execution))
            timer.daemon = True
            timer.start()
        try:
            run_version(run, exec_arn, execution or {})
        finally:
            if timer:
                timer.cancel()

    sfn._run_execution = run_execution

