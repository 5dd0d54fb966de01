"""Random sessions of cells, held against what TensorFlow does in the same kernel.

    python -m tests.ipython.campaign 500 --seed 7

Cells run in any order, again and again, some of them unseen. Whatever tapelint says before a
cell runs must come true when it runs: a false alarm is a call that works.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from typing import NamedTuple

from .kernel import LOAD, Kernel

START = ("import tensorflow as tf", "x = tf.Variable(3.0)", "c = tf.constant(2.0)")
CELLS = (
    "x = tf.Variable(3.0)",
    "c = tf.constant(2.0)",
    "with tf.GradientTape() as t:\n    y = x * x\n    z = y * c",
    "with tf.GradientTape() as t:\n    y = x * x",
    "with tf.GradientTape(persistent=True) as t:\n    y = x * c",
    "with tf.GradientTape() as t:\n    t.watch(c)\n    y = c * x",
    "with t:\n    z = x * y",
    (
        "with tf.GradientTape() as u:\n    with tf.GradientTape() as t:\n        y = x * x * x\n"
        "    g = z = t.gradient(y, x)"
    ),
    "with tf.GradientTape() as t, tf.GradientTape() as u:\n    y = x * x * c",
    "with tf.GradientTape() as u:\n    y = x * x\ng = u.gradient(y, x)",
    "t = tf.GradientTape()",
    "z = y * 2.0",
    "g = z = t.gradient(y, x)",
    *["g = t.gradient(y, x)"] * 4,
    *["g = t.gradient(z, x)"] * 2,
    "g = t.gradient(y, c)",
    "g = u.gradient(z, x)",
    "g = u.gradient(y, x)",
    "x = x * 1.0",
    "x.assign_sub(0.1)",
    "x -= 0.1",
    "def step():\n    return t.gradient(y, x)",
    "g = step()",
    (
        "def make(p=False):\n    with tf.GradientTape(persistent=p) as k:\n        w = x * x\n"
        "    return k, w"
    ),
    "t, y = make()",
    "t, y = make(True)",
    "if x > 1:\n    g = t.gradient(y, x)",
    "for i in range(2):\n    g = t.gradient(y, x)",
    "try:\n    g = t.gradient(y, x)\nexcept RuntimeError:\n    g = None",
    "t.reset()",
    "del t",
    "t = u",
    "u = t",
    "kept = [t, y]",
    "g = kept[0].gradient(kept[1], x)",
    "1 / 0\nt = None",
    "y = x * x\n1 / 0\ny = None",
    "g = [t.gradient(y, x), 1 / 0]",
    "with tf.GradientTape() as t:\n    y = x * x\n    1 / 0",
    "for y in [x * x, 1 / 0]: pass",
    "%time g = t.gradient(y, x)",
    "%%time\ng = t.gradient(y, x)",
)
UNSEEN = ("silent", "nested", "callback", "swap", "forget")


class Outcome(NamedTuple):
    """What was said in a session, by code, and the first thing that did not come true."""

    said: Counter[str]
    wrong: str | None


def session(rng: random.Random, length: int = 25) -> Outcome:
    """One random session."""
    before = rng.randrange(len(START) + 3)
    first = [*START, *rng.choices(CELLS, k=3)]
    kernel = Kernel(*first[:before], load=False)
    ran = [*first[:before], LOAD]
    said: Counter[str] = Counter()
    try:
        kernel.run(LOAD)
        for cell in [*first[before:], *rng.choices(CELLS, k=length)]:
            if rng.random() < 0.12:
                ran.append(_unseen(kernel, rng))
            ran.append(cell)
            number = len(kernel.shell.history_manager.input_hist_parsed)
            kernel.shell.user_ns["g"] = _NOTHING
            found = kernel.run(cell)
            said.update(each.split()[0] for each in found)
            untrue = [each for each in found if not _came_true(kernel, each, cell, number)]
            if untrue or kernel.err.getvalue():
                text = "\n# ---\n".join(ran)
                return Outcome(said, f"{text}\n=> {untrue} {kernel.err.getvalue()}")
    finally:
        kernel.close()
    return Outcome(said, None)


_NOTHING = object()


def _unseen(kernel: Kernel, rng: random.Random) -> str:
    """Something that no cell shows."""
    what, names = rng.choice(UNSEEN), kernel.shell.user_ns
    cell = rng.choice(CELLS)
    if what == "silent":
        kernel.run(cell, silent=True)
    elif what == "nested":
        kernel.run(f"get_ipython().run_cell({cell!r})")
    elif what == "callback" and "t" in names and "y" in names:
        try:
            names["t"].gradient(names["y"], names["x"])
        except Exception:  # noqa: BLE001  # TensorFlow raises many
            return "# callback failed"
    elif what == "swap":
        names["t"], names["u"] = names.get("u"), names.get("t")
    elif what == "forget":
        kernel.run("%unload_ext tapelint")
        kernel.run(cell)
        kernel.run(LOAD)
    return f"# {what}: {cell!r}"


def _came_true(kernel: Kernel, found: str, cell: str, number: int) -> bool:
    code, place = found.split(" ", 1)
    own, line = (int(part) for part in place.removeprefix("cell ").split(":"))
    error = kernel.result.error_in_exec
    gave = kernel.shell.user_ns["g"]
    if cell.startswith("if ") and error is None and gave is _NOTHING:
        return True  # It was not reached.
    if error is None:
        return gave is None and (code.startswith("TAP2") or cell.startswith("try"))
    if own != number or cell.startswith("%"):
        return True
    raised = _line(error, kernel.shell.user_ns)
    return raised == line if code.startswith("TAP1") else raised <= line


def _line(error: BaseException, names: dict[str, object]) -> int:
    step = error.__traceback__
    while step.tb_frame.f_globals is not names:
        step = step.tb_next
    return step.tb_lineno


def main() -> int:
    """Run many sessions; 1 if anything did not come true."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sessions", type=int)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    said: Counter[str] = Counter()
    for number in range(args.sessions):
        outcome = session(random.Random(f"{args.seed} {number}"))
        said += outcome.said
        if outcome.wrong:
            print(f"session {number}:\n{outcome.wrong}", file=sys.stderr)
            return 1
    print(f"{args.sessions} sessions, all came true: {dict(said)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
