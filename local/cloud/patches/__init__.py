"""One file per behaviour of AWS that is restored. Every file has apply(), called once before the server starts."""

from . import (
    denials,
    encryption_context,
    faults,
    http_api,
    lambda_runtime,
    secure_transport,
    sender_address,
    session_duration,
    source_identity,
    stream_delivery,
    task_deadlines,
    task_tokens,
    templates,
)

ALL = [
    denials,
    encryption_context,
    faults,
    http_api,
    lambda_runtime,
    secure_transport,
    sender_address,
    session_duration,
    source_identity,
    stream_delivery,
    task_deadlines,
    task_tokens,
    templates,
]


def apply_all():
    for patch in ALL:
        patch.apply()
