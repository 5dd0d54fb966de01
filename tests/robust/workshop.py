"""Inputs tried in a process of their own: a crash, a hang or a growing memory is an outcome too."""

from __future__ import annotations

import multiprocessing
import resource
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import perf_counter, process_time

from .mutate import Input

PATIENCE = 60.0
"""Seconds after which an input of a few hundred kB is said to hang."""
MEMORY = 4 << 30
"""Bytes of address space; one stack of `tapelint.lower.room` takes 256 MB of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an input: in one word, or (`failure`) what is wrong.

    `seconds` of the processor, and the most memory in kB that the worker ever held.
    """

    word: str = ""
    failure: str = ""
    seconds: float = 0.0
    memory: int = 0

    @property
    def kind(self) -> str:
        """The failure without what differs from input to input."""
        return self.failure.rpartition("\n")[2][:80]


class Workshop:
    """One worker after the other."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._context = multiprocessing.get_context("spawn")
        self._start()

    def _start(self) -> None:
        self._ours, theirs = self._context.Pipe()
        self._process = self._context.Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._ours.recv()

    def tried(self, given: Input) -> Outcome:
        """What becomes of an input."""
        start = perf_counter()
        try:
            self._ours.send((given.data, given.path))
            if self._ours.poll(self._patience):
                return self._ours.recv()
            failure = f"hangs: more than {self._patience:.0f} seconds"
        except (EOFError, ConnectionError):
            self._process.join()
            failure = f"the process has died: {self._process.exitcode}"
        self.close()
        self._start()
        return Outcome(failure=failure, seconds=perf_counter() - start)

    def close(self) -> None:
        """End the worker."""
        self._process.kill()
        self._process.join()
        self._ours.close()


def _work(pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from .exercise import exercise

    pipe.send("ready")
    while True:
        try:
            data, path = pipe.recv()
        except EOFError:
            return
        start = process_time()
        word = failure = ""
        try:
            word = exercise(data, path)
        except BaseException as error:  # noqa: BLE001  # whatever it is, it is a failure
            frames = traceback.extract_tb(error.__traceback__)
            where = "\n".join(f"{f.filename}:{f.lineno} {f.name}" for f in frames[-8:])
            last = frames[-1].name if frames else ""
            failure = f"{where}\n{last}: {type(error).__name__}: {' '.join(str(error).split())}"
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        pipe.send(Outcome(word, failure, process_time() - start, memory))
