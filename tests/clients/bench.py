"""What every editor is shown: the mistakes of the seed, and letters of more than two bytes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
EDITORS = ROOT / "editors"
SEED = ROOT / "fixtures" / "seed" / "gradient_tape_basics.py"
LAB, ASTRAL = "lab.py", "astral.py"
MORE = "TAP304"
"""A rule that is off by default and that the configuration of each editor switches on here."""

PATIENCE = 100
"""Seconds after which an editor that does not end by itself is ended, and the test with it."""

TEXTS = {
    LAB: SEED.read_text(encoding="utf-8"),
    ASTRAL: """\
import tensorflow as tf

x = tf.Variable(3.0)
with tf.GradientTape() as unused:
    x * x
with tf.GradientTape() as tape:
    y = x * x
dy = tape.gradient(y, x)
dy = "\U0001f600é", tape.gradient(y, x)
""",
}


class Bench:
    """A project in a directory, `tapelint` on the path, and a home where nothing is configured."""

    def __init__(self, directory: Path) -> None:
        self.home = directory / "home"
        self.project = directory / "project"
        self.programs = directory / "bin"
        for each in (self.home, self.project, self.programs):
            each.mkdir()
        (self.project / "tapelint.toml").touch()
        for name, text in TEXTS.items():
            (self.project / name).write_text(text, encoding="utf-8")
        start = self.programs / "tapelint"
        start.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tapelint "$@"\n')
        start.chmod(0o755)

    def run(self, *command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("XDG_", "NVIM", "VIM", "EMACS"))
        }
        more = {
            "HOME": str(self.home),
            "PATH": os.pathsep.join([str(self.programs), *os.get_exec_path()]),
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.run(
            command,
            cwd=self.project,
            env=kept | more | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )

    def session(self, *command: str | Path) -> dict[str, Any]:
        """What an editor has seen when it has ended."""
        done = self.run(*command)
        seen = self.project / "seen.json"
        assert seen.exists(), done.stdout + done.stderr
        told = json.loads(seen.read_text(encoding="utf-8"))
        assert not told.get("failure"), told["failure"] + done.stdout + done.stderr
        assert done.returncode == 0, done.stdout + done.stderr
        return told

    def fixed(self) -> dict[str, str]:
        """What `tapelint check --fix` makes of the texts."""
        copy = self.home / "fixed"
        shutil.copytree(self.project, copy)
        done = self.run(
            self.programs / "tapelint",
            "check",
            "--fix-only",
            "--extend-select",
            MORE,
            "-q",
            "--no-cache",
            copy,
        )
        assert done.returncode == 0, done.stderr
        return {name: (copy / name).read_text(encoding="utf-8") for name in TEXTS}
