"""One file per behaviour of AWS that is restored. Every file has apply(), called once before the server starts."""

from . import secure_transport

ALL = [secure_transport]


def apply_all():
    for patch in ALL:
        patch.apply()
