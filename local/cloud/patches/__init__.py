"""One file per behaviour of AWS that is restored, and a folder where one takes several.

Each that is named here has apply(), called once before the server starts.
"""

from . import (
    access_keys,
    denials,
    encryption_context,
    faults,
    http_api,
    lambda_runtime,
    secret_rotation,
    secret_versions,
    secrets_conditions,
    secrets_key,
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
    access_keys,
    denials,
    encryption_context,
    faults,
    http_api,
    lambda_runtime,
    secret_rotation,
    secret_versions,
    secrets_conditions,
    secrets_key,
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
