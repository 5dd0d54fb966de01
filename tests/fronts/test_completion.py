"""`tapelint completion`: current, and understood by a real bash."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tapelint.cli import main
from tapelint.cli.parser import SHELLS


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts_are_current(shell, capsys):
    pytest.importorskip("shtab")
    from .completion_scripts import script

    assert main(["completion", shell]) == 0
    assert capsys.readouterr().out == script(shell)


BASH = shutil.which("bash")
COMPLETE = """\
eval "$({python} -m tapelint completion bash)"
complete_line() {{
  COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
  "$(complete -p tapelint | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
  printf '%s ' "${{COMPREPLY[@]}}"; echo
}}
complete_line tapelint ch
complete_line tapelint check --output-fo
complete_line tapelint check --output-format sar
complete_line tapelint check --output-file
complete_line tapelint check tra
complete_line tapelint completion z
"""


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_bash_completes(tree):
    tree({"train.py": "", "other.py": ""})
    done = subprocess.run(
        [BASH, "--norc", "-u", "-c", COMPLETE.format(python=sys.executable)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["check"],
        ["--output-format"],
        ["sarif"],
        ["--output-file"],
        ["train.py"],
        ["zsh"],
    ]
