"""What is said twice in the repository is said alike."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import tapelint

ROOT = Path(__file__).parents[2]


def test_version_and_changelog_agree():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {tapelint.__version__}" in changelog


@pytest.mark.slow
def test_a_wheel_holds_the_package_and_its_types(tmp_path):
    pytest.importorskip("build")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", tmp_path, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("tapelint-*.whl")
    import zipfile

    names = zipfile.ZipFile(wheel).namelist()
    data = {"tapelint/py.typed", "tapelint/cli/completions/tapelint.bash"}
    assert {*data, "tapelint/rules/__init__.py"} <= set(names)
    assert not [name for name in names if not name.startswith("tapelint")]
