"""A fault of our own, in one line."""

from __future__ import annotations

import os
from traceback import extract_tb


def internal_error(error: Exception) -> str:
    """What went wrong, and where; asks to report it."""
    where = extract_tb(error.__traceback__)[-1]
    what = " ".join(f"{type(error).__name__}: {error}".split())
    place = f"{os.path.basename(where.filename)} line {where.lineno}"
    return f"internal error in {place}: {what}; please report it, with this file if you can"
