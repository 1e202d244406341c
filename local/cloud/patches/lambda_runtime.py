"""How the Node runtime of Lambda answers and logs.

A thrown error's name is the errorType (which Retry and Catch of Step Functions match), with its stack as trace; a
process that ends is Runtime.ExitError; what a failing start wrote is logged. And a call takes as long as its function:
MiniStack waits 50 ms for log lines that may not come, here the runtime says when an invocation has written its last.
https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
"""

import contextvars
import logging
import queue
import time

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

logger = logging.getLogger("lambda")
last_answer = contextvars.ContextVar("sallyport_last_answer", default=None)
END_OF_LOG = "\u0001sallyport-end-of-log"

# (what the runtime's script says, what it says instead): a script that no longer says so must be looked at again.
SCRIPT_CHANGES = [
    (
        "const _realStdoutWrite = process.stdout.write.bind(process.stdout);\n",
        "const _answer = process.stdout.write.bind(process.stdout);\n"
        "const _realStdoutWrite = (text) => {\n"
        f"  if (lineNum > 1) require('fs').writeSync(2, {END_OF_LOG!r} + '\\n');\n"
        "  return _answer(text);\n"
        "};\n",
    ),
    (
        'error: String(err.message || err), trace: err.stack || ""',
        'error: String(err.message || err), type: String(err.name || "Error"), trace: err.stack || ""',
    ),
    (
        "error: e.message, trace: e.stack\n",
        'error: String(e.message || e), type: String(e.name || "Error"), trace: e.stack\n',
    ),
]


def drain_until_end(worker, hard_cap=0.25):
    """Everything that this invocation wrote; the cap is for a process that died before it could say so."""
    lines, deadline = [], time.monotonic() + hard_cap
    while (left := deadline - time.monotonic()) > 0:
        try:
            line = worker._stderr_queue.get(timeout=left)
        except queue.Empty:
            break
        if line == END_OF_LOG:
            break
        lines.append(line)
    return "\n".join(lines)


def error_type(answer, request_id):
    """The errorType and errorMessage of AWS for what MiniStack's worker reported."""
    if answer.get("error") in ("Worker process died", "Worker returned no response"):
        return "Runtime.ExitError", f"RequestId: {request_id} Error: Runtime exited with error: signal: killed"
    return answer.get("type"), answer.get("error")


def apply():
    for said, instead in SCRIPT_CHANGES:
        if said not in lambda_runtime._NODEJS_WORKER_SCRIPT:
            raise RuntimeError(f"MiniStack's Node runtime is not the one this patch knows: {said.strip()!r} is missing")
        lambda_runtime._NODEJS_WORKER_SCRIPT = lambda_runtime._NODEJS_WORKER_SCRIPT.replace(said, instead)

    worker = lambda_runtime.Worker
    drain = worker._drain_stderr_bounded
    worker._drain_stderr_bounded = lambda self: (
        drain_until_end(self) if str(self.config.get("Runtime", "")).startswith("nodejs") else drain(self))

    spawn = worker._spawn

    def spawn_and_tell(self):
        try:
            spawn(self)
        except RuntimeError as error:
            raise RuntimeError(f"{error}\n{self._drain_stderr()}") from error

    worker._spawn = spawn_and_tell

    invoke = worker.invoke

    def invoke_and_note(self, event, request_id, **others):
        answer = invoke(self, event, request_id, **others)
        last_answer.set((answer, request_id))
        return answer

    worker.invoke = invoke_and_note

    execute = lambda_svc._execute_function_warm

    def execute_function_warm(func, event, request_id):
        last_answer.set(None)
        result = execute(func, event, request_id)
        noted = last_answer.get()
        if result.get("error") and noted and result["body"].get("errorType") == "Runtime.HandlerError":
            name, message = error_type(*noted)
            trace = str(noted[0].get("trace") or "").split("\n")
            result["body"] = {"errorType": name or "Error", "errorMessage": message, "trace": trace}
        for line in str(result.get("log") or "").splitlines():
            logger.info("[%s] %s", (func.get("config") or func).get("FunctionName"), line)
        return result

    lambda_svc._execute_function_warm = execute_function_warm
