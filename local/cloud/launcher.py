"""Starts MiniStack, the stand-in for AWS, with the behaviours of AWS that our product relies on and it lacks.

MiniStack has no plugin interface, so each file in patches/ replaces what it must before the server starts. Each says
which behaviour of AWS it restores, and test/local has a test of that behaviour.
"""

import os
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import ministack.app as ministack_app  # noqa: E402
from ministack.core import persistence  # noqa: E402

import patches  # noqa: E402


def stop_with_parent():
    """Our stdin is held open by whoever started us. When it closes, however that came about, stop cleanly."""
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(20)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def save_state(*_):
    """A clean stop saves; this saves in between, so that a crash falls back to a state that was whole."""
    persistence.save_all(ministack_app._build_persistence_save_dict())
    with open(os.path.join(os.environ["STATE_DIR"], "saved"), "w", encoding="utf-8") as marker:
        marker.write(str(time.time()))


def main():
    patches.apply_all()
    signal.signal(signal.SIGUSR1, save_state)
    # A terminal's Ctrl-C is for the process that started us; it tells us when to stop.
    threading.Thread(target=stop_with_parent, daemon=True).start()
    sys.argv = [sys.argv[0]]
    ministack_app.main()


if __name__ == "__main__":
    main()
