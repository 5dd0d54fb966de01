"""Which editors are here, and whether one that is not may be left out.

`TAPELINT_EDITORS` names those that must be here, as `.ci/run` sets it: without one of them its
tests fail. Without the variable they are skipped.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

MUST = os.environ.get("TAPELINT_EDITORS", "").split()


def every(name: str) -> list[str]:
    """Each program of a name on the path; the name alone if there is none."""
    places = (shutil.which(name, path=each) for each in os.get_exec_path())
    found = {str(Path(place).resolve()): place for place in places if place}
    return list(found.values()) or [name]


def program(name: str) -> str:
    """Where a program is; without it the test ends here."""
    return shutil.which(name) or missing(Path(name).name)


def missing(name: str) -> NoReturn:
    """End the test: it is skipped, or fails where it must not be."""
    if name in MUST:
        pytest.fail(f"{name} is not installed, and TAPELINT_EDITORS names it")
    pytest.skip(f"{name} is not installed")
