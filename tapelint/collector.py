"""Python's garbage collector, kept away for a while."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


@contextmanager
def uncollected() -> Iterator[None]:
    """While trees grow: the collector would go through them again and again.

    They hold no cycles to speak of.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def permanent() -> Iterator[None]:
    """What is made here stays to the end, as modules do: nobody need look at it again.

    Each full collection would go through all of it; flake8 makes one for every dozen files, and
    took 2% longer. What else there is at this moment stays as well.
    """
    with uncollected():
        yield
    gc.freeze()


@cache
def import_to_stay(module: str) -> None:
    """Import a module and all that it brings, once."""
    from importlib import import_module

    with permanent():
        import_module(module)
