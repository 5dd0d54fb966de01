"""`--add-ignore`: what is found is silenced in the files, and the next run finds nothing."""

from __future__ import annotations

from tapelint.cli import main

TWICE = """\
import tensorflow as tf

x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x * x
dy = tape.gradient(y, x)
d2 = tape.gradient(y, x)
"""
COMMENT = "  # tapelint: ignore[TAP101]"


def test_files_are_changed(tree, capsys):
    path = tree({"x.py": TWICE}) / "x.py"
    path.chmod(0o640)
    assert main(["check", "--add-ignore", "--diff"]) == 1
    told = capsys.readouterr()
    assert f"+d2 = tape.gradient(y, x){COMMENT}" in told.out
    assert "Would silence 1 problem." in told.err
    assert path.read_text(encoding="utf-8") == TWICE
    assert main(["check", "--add-ignore"]) == 0
    assert capsys.readouterr().out == "Found 1 problem (1 silenced, 0 remaining).\n"
    assert path.read_text(encoding="utf-8") == TWICE[:-1] + COMMENT + "\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert main(["check"]) == 0


def test_what_is_known_is_left_alone(tree, capsys):
    path = tree({"x.py": TWICE}) / "x.py"
    assert main(["check", "--baseline", "known.json", "--write-baseline"]) == 0
    path.write_text(TWICE + "d3 = tape.gradient(y, x)\n", encoding="utf-8")
    assert main(["check", "--baseline", "known.json", "--add-ignore"]) == 0
    assert path.read_text(encoding="utf-8") == f"{TWICE}d3 = tape.gradient(y, x){COMMENT}\n"
