"""Writes random programs: some scenes, one after the other."""

from __future__ import annotations

from random import Random

from .phrases import first, higher, layers, life, models, shapes, special, trainers, training
from .phrases.scenes import SCENES
from .writer import Writer

__all__ = ["generate", "kinds", "written"]

MODULES = (first, higher, layers, life, models, shapes, special, trainers, training)
"""Where scenes are told."""

LONG = 45


def generate(seed: int) -> str:
    """The program of this seed."""
    return written(seed).text()


def kinds(seed: int) -> set[str]:
    """The kinds of phrases in the program of this seed."""
    return written(seed).kinds


def written(seed: int) -> Writer:
    """The writer of this program, done with it."""
    random = Random(seed)
    w = Writer(random)
    for number in range(random.choice((1, 1, 2, 2, 3))):
        if number:
            w.put("")
            w.forget_names()
        w.choose(SCENES)(w)
        if len(w.lines) + len(w.definitions) > LONG - 10:
            break
    return w
