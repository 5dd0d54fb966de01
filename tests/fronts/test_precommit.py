from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .stand_in import TAPE

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git working tree"),
]

TWICE = f"{TAPE}dy = tape.gradient(y, x)\nd2 = tape.gradient(y, x)\n"


def git(*argv, cwd):
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *who, *argv], cwd=cwd, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A clone of this repository with the working tree as its newest commit."""
    target = tmp_path_factory.mktemp("clone") / "tapelint"
    git("clone", "-q", str(ROOT), str(target), cwd=ROOT)
    listed = git("ls-files", "-z", "-co", "--exclude-standard", cwd=ROOT)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    git("add", "-A", cwd=target)
    git("commit", "-q", "--no-verify", "--allow-empty", "-m", "as it stands", cwd=target)
    return target


@pytest.fixture(scope="module")
def project(clone, tmp_path_factory):
    """A repository that uses the hook."""
    root = tmp_path_factory.mktemp("project")
    git("init", "-q", cwd=root)
    revision = git("rev-parse", "HEAD", cwd=clone).strip()
    (root / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {clone.as_uri()}\n  rev: {revision}\n  hooks:\n  - id: tapelint\n"
    )
    (root / "clean.py").write_text("x = 1\n")
    git("add", "-A", cwd=root)
    return root


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("pre-commit-home")


def hook(project, home, *argv):
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--verbose", *argv],
        cwd=project,
        env={**os.environ, "PRE_COMMIT_HOME": str(home), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_hook_lets_clean_files_pass(project, home):
    done = hook(project, home, "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout


def test_the_hook_stops_a_commit(project, home):
    pytest.importorskip("tapelint.lower")
    (project / "twice.py").write_text(TWICE)
    (project / "venv").mkdir(exist_ok=True)
    (project / "venv" / "ignored.py").write_text(TWICE)
    git("add", "-A", cwd=project)
    done = hook(project, home)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "twice.py:5:6: TAP101" in done.stdout
    assert "ignored.py" not in done.stdout
