"""Workers that do not work: what a process of a pool runs in the place of the analysis."""

from __future__ import annotations

import os
import signal

from tapelint.cli import work


class Dying:
    """The process dies of a file that says so."""

    __name__ = work.__name__

    @staticmethod
    def examined(unread, config):
        if b"DIE" in unread.data:
            os.kill(os.getpid(), signal.SIGKILL)
        return work.examined(unread, config)


class Stalling:
    """The process says that it is there, and waits for ever."""

    __name__ = work.__name__

    @staticmethod
    def examined(*_):
        # The pipe stays open for as long as the process lives.
        pipe = os.open("pipe", os.O_WRONLY)
        os.write(pipe, b"here\n")
        while True:
            signal.pause()
