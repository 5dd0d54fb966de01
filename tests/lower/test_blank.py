"""Functions that cannot concern a tape are not parsed; nothing else changes."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from tapelint.lower import lower
from tapelint.lower.blank import unrelated
from tapelint.lower.show import show
from tapelint.program import Call, Compute, Define, Evaluate, Function
from tapelint.source import Source, SourceCell

from .forms import of_kind, program

FILLER = "# more\n" * 100
TAPE = """\
import tensorflow as tf

def train(x):
    with tf.GradientTape() as tape:
        y = helper(x)
    return tape.gradient(y, x)

"""


def blanked(text: str) -> set[str]:
    """The names of the functions whose bodies are left out."""
    text = TAPE + dedent(text) + FILLER
    tree = ast.parse(text)
    return {node.name for node in unrelated(text, tree)}  # type: ignore[attr-defined]


BODY = "    a = 1\n    b = a + 1\n    print(a, b)\n    return b\n" * 8


def function(name: str, body: str = "") -> str:
    return f"def {name}(self=None):\n{body}{BODY}\n"


def method(name: str, body: str = "") -> str:
    return "\n".join(" " * 4 + line for line in function(name, body).splitlines()) + "\n"


def test_unrelated_goes() -> None:
    assert blanked(function("load") + function("plot")) == {"load", "plot"}
    assert blanked("class C:\n" + method("load")) == {"load"}
    assert blanked("class C:\n    class D:\n" + "".join(
        " " * 4 + line + "\n" for line in method("load").splitlines())) == {"load"}  # fmt: skip
    assert blanked("async " + function("load")) == {"load"}
    assert blanked("@property\n" + function("load")) == {"load"}


def test_a_decorator_stays() -> None:
    assert blanked("@helper\n" + function("load") + function("helper")) == {"load"}


@pytest.mark.parametrize(
    "word",
    [
        "GradientTape", "mytape", "TAPE", "gradient", "jacobian", "batch_jacobian", "watch",
        "stop_recording", "setattr", "exec",
    ],
)  # fmt: skip
def test_words_keep(word: str) -> None:
    assert blanked(function("load", f"    {word}\n")) == set()


@pytest.mark.parametrize(
    "text",
    [
        function("helper"),
        function("helper", "    deeper()\n") + function("deeper"),
        function("load") + "load()\n",
        function("load") + "class C:\n    x = load\n",
        "class C:\n" + method("helper"),
        "class C:\n" + method("__init__"),
        "class C:\n" + method("__init__", "    self.load()\n") + method("load"),
        "class C:\n" + method("call") + method("build"),
        "if x:\n" + method("load"),
        "def load(): return 1\n",
        "def load():\n    return 1\n",
        "def load():\n 1\n é\n",
        "def load():\n" + method("inner", "    tape\n"),
    ],
)
def test_stays(text: str) -> None:
    assert blanked(text) == set()


@pytest.mark.parametrize(
    "change",
    [
        "self.x = 1",
        "self.x += 1",
        "self.y, (self.x, z) = 1",
        "self.x[0] = 1",
        "for self.x in y: pass",
        "with y as self.x: pass",
        "del self.x",
        "if y:\n        self.x = 1",
        "try: pass\n    except E: self.x = 1",
        "self.x.append(1)",
        "self.x[0].update(y)",
        "global x; x = 1",
        "x[0] = 1",
        "x.append(1)",
    ],
)
def test_what_changes_a_name_of_kept_code_stays(change: str) -> None:
    """`train` reads `x`, so whoever changes an attribute or global of that name may matter."""
    assert blanked(function("load", f"    {change}\n") + function("other")) == {"other"}


def test_body_is_unknown_and_all_else_in_its_place() -> None:
    text = f"{TAPE}def load(a, b=c(1)):\n{BODY}\nd(2)\n{FILLER}"
    whole, part = program(text), program(text, blank=True)
    assert [f.body for f in of_kind(whole.cells, Function)][1] != ()
    train, load = of_kind(part.cells, Function)
    assert show(part).count("<blank>") == 1
    assert load.body == (Evaluate(Compute("blank", ())),)
    assert load.words == frozenset()
    assert load.local == {"a", "b"}
    assert "load" in part.words
    assert train.words == of_kind(whole.cells, Function)[0].words
    everywhere, kept = [
        {found.locate(call.origin) for call in of_kind(found.cells, Call)}
        for found in (whole, part)
    ]
    assert kept < everywhere
    assert len(kept) == 5


@pytest.mark.parametrize("last", ["    return 'é' # end", "    x;", "    '''\\n x'''"])
def test_a_definition_ends_where_it_ended(last: str) -> None:
    text = TAPE + function("plot") + f"def load():\n    x = 1\n{last}\n\ny\n" + FILLER
    ends = [
        {found.locate(define.origin) for define in of_kind(found.cells, Define)}
        for found in (program(text), program(text, blank=True))
    ]
    assert ends[0] == ends[1]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "body",
    [
        "\t'''doc\n\n\"\"\"'''\n\treturn x\n",
        "    # why\n\n    return (1,\n2,\n    )\n",
        "    @deco\n    def inner(): pass\n",
        "    if x:\n        y = '\\\n'.z\n    # end\n",
        "\n\n    x = 1; y = 2;\n    z;\n",
        "    x\n    é = 'é'\n",
    ],
)
def test_shapes_of_bodies(body: str, newline: str) -> None:
    text = TAPE + f"def load():\n{body}" + function("plot") + "after(é)\n" + FILLER
    text = text.replace("\n", newline)
    found = program(text, blank=True)
    assert show(found).count("<blank>") == 2
    (call,) = [c for c in of_kind(found.cells, Call) if getattr(c.func, "id", "") == "after"]
    line = text.replace("\r\n", "\n").replace("\r", "\n").split("\n").index("after(é)") + 1
    span = found.locate(call.origin)
    assert (span.line, span.column, span.end_column) == (line, 0, 8)


def test_when_not() -> None:
    text = TAPE + function("load")
    assert "<blank>" not in show(program(text, blank=True)), "a short file"
    long = text + FILLER
    assert "<blank>" in show(program(long, blank=True))
    assert "<blank>" not in show(program(long)), "switched off"
    cell, _ = lower(Source("n.ipynb", (SourceCell(1, long, long),)))
    assert "<blank>" not in show(cell), "a notebook"


def test_errors_are_not_hidden() -> None:
    found, (problem,) = lower(Source.from_text(TAPE + function("load", "    x = (\n") + FILLER))
    assert found.cells == ()
    assert problem.line == 9
