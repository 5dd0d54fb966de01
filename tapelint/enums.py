"""Enumerations whose members stand in the sets and tables of the interpreter."""

from __future__ import annotations

from enum import Enum


class Single(Enum):
    """An enumeration that is hashed by identity: `Enum` hashes the name, in Python."""

    __hash__ = object.__hash__
