"""One thread with room does all the work of a process, and answers nobody but who asked last."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from tapelint.lower.room import with_room


def here() -> int:
    return threading.get_ident()


def test_one_thread_for_all() -> None:
    first = with_room(here)
    assert first != here()
    assert with_room(here) == first
    assert with_room(lambda: with_room(here)) == first


def test_what_is_raised_passes_through_and_ends_nothing() -> None:
    first = with_room(here)

    def fails() -> None:
        raise KeyError("this")

    with pytest.raises(KeyError, match="this"):
        with_room(fails)
    assert with_room(here) == first


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signals for threads here")
def test_after_an_interrupt_the_next_answer_is_the_right_one() -> None:
    going, go_on = threading.Event(), threading.Event()

    def slow() -> str:
        going.set()
        go_on.wait(10)
        return "stale"

    def interrupt() -> None:
        going.wait(10)
        time.sleep(0.1)  # A signal just before the other thread waits is handled only after that.
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Thread(target=interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            with_room(slow)
        assert with_room(lambda: "fresh") == "fresh"
        go_on.set()
        assert with_room(lambda: "fresh again") == "fresh again"
    finally:
        go_on.set()
        signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # to fork with threads: what flake8 does
def test_a_fork_has_a_room_of_its_own() -> None:
    with_room(here)
    child = os.fork()
    if child == 0:
        os._exit(with_room(lambda: 7))
    until = time.monotonic() + 10
    while not (done := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(done[1]) == 7
