"""What stopped the work and should not have, in one line."""

from __future__ import annotations

import os
from traceback import extract_tb


def told(error: Exception) -> str:
    """The system's own words for its refusals; of any other error that it is ours."""
    if isinstance(error, OSError) and error.strerror:
        from tapelint.reports.text import visible

        name = "" if error.filename is None else f"{visible(os.fsdecode(error.filename))}: "
        return name + error.strerror[:1].lower() + error.strerror[1:]
    return internal_error(error)


def internal_error(error: Exception) -> str:
    """What went wrong, and where; asks to report it."""
    if isinstance(error, MemoryError):
        return "not enough memory"
    where = extract_tb(error.__traceback__)[-1]
    what = " ".join(f"{type(error).__name__}: {error}".split())
    place = f"{os.path.basename(where.filename)} line {where.lineno}"
    return f"internal error in {place}: {what}; please report it, with this file if you can"
