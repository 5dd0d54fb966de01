"""What the lives of tapes hold, and that to ask for them changes no finding."""

from __future__ import annotations

import pytest

from tapelint.analysis import analyse
from tapelint.config import Config
from tapelint.lives import Happening, Life, Moment, Outcome
from tapelint.reading import read_file
from tapelint.source import Source
from tests.oracle.programs import FIXTURES

HEAD = "import tensorflow as tf\nx = tf.Variable(1.0)\nc = tf.constant(1.0)\n"


def lives_of(body: str) -> tuple[Life, ...]:
    return analyse(Source.from_text(HEAD + body), Config(), lives=True).lives


def life_of(body: str) -> Life:
    (life,) = lives_of(body)
    return life


def asked(body: str) -> list[Moment]:
    return [moment for life in lives_of(body) for moment in life.at(Happening.ASKED)]


def test_nothing_is_told_unasked() -> None:
    source = Source.from_text(HEAD + "with tf.GradientTape() as t:\n    y = x * x\n")
    assert analyse(source, Config()).lives == ()


@pytest.mark.parametrize(
    "name",
    ["seed/gradient_tape_basics.ipynb", "flow/exceptions.py", "quiet/maml.py",
     "quiet/expected_failures.py", "rules/TAP114.py", "rules/TAP201.py"],
)  # fmt: skip
def test_findings_stay_the_same(name: str) -> None:
    source = read_file(str(FIXTURES / name))
    assert isinstance(source, Source)

    def findings(*, lives: bool) -> list[object]:
        found = analyse(source, Config(), lives=lives).diagnostics
        return [(d.span, d.code, d.certainty) for d in found]

    assert findings(lives=True) == findings(lives=False)


@pytest.mark.parametrize(
    ("arguments", "persistent", "watches"),
    [
        ("", False, True),
        ("persistent=True", True, True),
        ("True, False", True, False),
        ("persistent=unknown", None, True),
        ("persistent=1", None, True),
        ("**options", None, None),
    ],
)
def test_what_a_tape_is(arguments: str, persistent: bool | None, watches: bool | None) -> None:
    life = life_of(f"with tf.GradientTape({arguments}) as tape:\n    y = x * x\n")
    assert (life.persistent, life.watches_variables) == (persistent, watches)


def test_names_and_places() -> None:
    life = life_of(
        "def step(self):\n    with tf.GradientTape() as tape:\n        y = x * x\n"
        "    self.tape = again = tape\n    return y\n"
    )
    assert life.names == ("tape", "self.tape", "again")
    assert (life.scope.name, life.scope.first, life.scope.last) == ("step", 4, 8)
    assert [(m.happening.name, m.line, m.what) for m in life.moments] == [
        ("ENTERED", 5, ""),
        ("CREATED", 5, ""),
        ("LEFT", 6, ""),
        ("RECORDED", 6, "y"),
    ]
    assert [(s.first, s.last, s.records) for s in life.recording] == [(5, 6, True)]


def test_watches_pauses_and_resets() -> None:
    life = life_of(
        "with tf.GradientTape() as tape:\n    tape.watch([c, c + 1.0])\n"
        "    with tape.stop_recording():\n        a = c * c\n    b = c * c\n    tape.reset()\n"
    )
    told = {m.happening: (m.line, m.what) for m in life.moments}
    assert told[Happening.WATCHED] == (5, "[c, c + 1.0]")
    assert told[Happening.PAUSED][0] == 6
    assert told[Happening.RESUMED][0] == 7
    assert told[Happening.RESET][0] == 9
    assert [m.what for m in life.at(Happening.RECORDED)] == ["b"]
    assert [(s.first, s.last) for s in life.recording] == [(4, 5), (8, 9)]


TWO = "with tf.GradientTape() as tape:\n    y = x * x\n"


@pytest.mark.parametrize(
    ("call", "outcome", "lost", "spends"),
    [
        ("tape.gradient(y, x)", Outcome.FINE, (), True),
        ("tape.gradient(y, [x, c])", Outcome.GIVES_NONE, ("c",), True),
        ("tape.gradient(y * 2.0, x, unconnected_gradients='zero')", Outcome.GIVES_ZEROS, ("x",),
         True),
        ("tape.gradient(y, 1.0)", Outcome.RAISES, (), False),
        ("tape.jacobian(y, x, experimental_use_pfor=False)", Outcome.RAISES, (), False),
    ],
)  # fmt: skip
def test_outcomes(call: str, outcome: Outcome, lost: tuple[str, ...], spends: bool | None) -> None:
    (moment,) = asked(f"{TWO}g = {call}\n")
    assert (moment.outcome, moment.lost, moment.spends) == (outcome, lost, spends)


def test_a_second_call() -> None:
    first, second = asked(
        f"{TWO}g = tape.gradient(y, [x])\nh = tape.gradient(target=y, sources=x)\n"
    )
    assert (first.what, first.by, first.spends) == ("y", "[x]", True)
    assert (second.what, second.by, second.outcome) == ("y", "x", Outcome.RAISES)


def test_callers_that_differ_leave_it_open() -> None:
    (moment,) = asked(
        f"def ask(tape, y):\n    return tape.gradient(y, x)\n\n{TWO}ask(tape, y)\nask(tape, y)\n"
    )
    assert (moment.outcome, moment.spends) == (Outcome.POSSIBLE, True)


def test_what_is_expected_to_fail_is_told() -> None:
    moments = asked(
        f"import pytest\n{TWO}tape.gradient(y, x)\n"
        "with pytest.raises(RuntimeError):\n    tape.gradient(y, x)\n"
    )
    assert [m.outcome for m in moments] == [Outcome.FINE, Outcome.RAISES]


def test_the_end_of_a_tape() -> None:
    deleted, replaced = lives_of(f"{TWO}del tape\n{TWO}tape = None\n")
    assert [m.line for m in deleted.at(Happening.DELETED)] == [6]
    assert [m.line for m in replaced.at(Happening.RELEASED)] == [9]


def test_a_tape_of_each_round_is_one_life() -> None:
    life = life_of(
        "for value in [1.0, 2.0, 3.0]:\n    with tf.GradientTape() as tape:\n"
        "        y = x * value\n    g = tape.gradient(y, x)\n    print(g)\n"
    )
    assert [(s.first, s.last, {p.name for p in s.phases}) for s in life.stretches] == [
        (5, 6, {"RECORDING"}),
        (7, 7, {"IDLE"}),
        (8, 8, {"SPENT"}),
    ]
    assert not life.at(Happening.RELEASED)


def test_values_that_only_may_be_recorded() -> None:
    life = life_of(
        "def f(flag, thing):\n    with tf.GradientTape() as tape:\n        if flag:\n"
        "            tape.watch(c)\n        a = c * c\n        b = thing(x)\n        d = x + c\n"
    )
    told = {m.what: m.sure for m in life.at(Happening.RECORDED)}
    assert told["a"] is False
    assert told["d"] is True


def test_deep_nesting_is_no_harder_than_without_lives() -> None:
    """Eight functions that call each other from within forty conditions."""

    def nested(line: str) -> str:
        conditions = "".join(f"{'    ' * d}if flag{d}:\n" for d in range(1, 40))
        return f"{conditions}{'    ' * 40}{line}\n"

    calls = [*(f"ask{n + 1}(tape, y)" for n in range(7)), "tape.gradient(y, x)"]
    functions = "".join(f"def ask{n}(tape, y):\n{nested(call)}" for n, call in enumerate(calls))
    (moment,) = asked(f"{functions}{TWO}ask0(tape, y)\n")
    assert moment.line > 200
