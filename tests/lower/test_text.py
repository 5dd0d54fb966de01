"""Every form of Python, and the tape program that it becomes, as text."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tapelint.lower import lower
from tapelint.lower.show import show
from tapelint.source import Source, SourceCell

FORMS = {
    "imports": (
        "import tensorflow as tf\nfrom a.b import c as d\nfrom . import e",
        "import tensorflow as tf\nfrom a.b import c as d\nfrom . import e as e",
    ),
    "assignment": ("a = b = f(x, *xs, k=1, **kw)", "a = b = f(x, *xs, k=1, **kw)"),
    "annotated": ("v: int = 1\nn: int", "v = 1\ndeclare n"),
    "augmented": ("i += 1\ndel i", "i += 1\ndel i"),
    "conditional": ("a if t else o", "(t ? a : o)"),
    "logic": ("a and not b or c", "((a and <not b>) or c)"),
    "with": (
        "with p() as q, r:\n    pass",
        "with p() as q:\n    with r:\n        pass",
    ),
    "loops": (
        "for j, *k in xs:\n    break\nelse:\n    f()\nwhile a:\n    continue",
        "for tuple(j, *k) in xs:\n    break\nelse:\n    f()\nwhile a:\n    continue",
    ),
    "try": (
        "try:\n    g()\nexcept (A, B) as e:\n    raise C from e\nfinally:\n    h()",
        "try:\n    g()\nexcept tuple(A, B) as e:\n    raise <raise C, e>\nfinally:\n    h()",
    ),
    "match": (
        "match s:\n    case [1, z] if z > 2:\n        f()\n    case _:\n        g()",
        (
            "match@1 = s\n"
            "if ((<match match@1, 1> and (z := <? match@1>)) and <> z, 2>):\n    f()\n"
            "else:\n    if True:\n        g()"
        ),
    ),
    "function": (
        "@dec\ndef fn(a, /, b=1, *c, d, **e):\n    global i\n    return i",
        "@dec\ndef fn(a/, b=1, *c, d*, **e) local(a, b, c, d, e) global(i):\n    return i",
    ),
    "async": (
        "async def co():\n    await x\n    yield (w := 1)",
        "async def co() local(w) generator:\n    (await x)\n    (yield (w := 1))",
    ),
    "class": (
        "class K(Base, metaclass=M):\n    m = f'{a!r:>{width}}'",
        "class K(Base, metaclass=M) local(m):\n    m = <f a, width>",
    ),
    "items": ("x[1:2] = {**a, 'k': -1}", "x[slice(1, 2, None)] = dict{**a, 'k': -1}"),
}


def text(source: str) -> str:
    program, problems = lower(Source.from_text(source))
    assert problems == ()
    return show(program).strip()


@pytest.mark.parametrize("form", FORMS)
def test_form(form: str) -> None:
    source, program = FORMS[form]
    assert text(source) == dedent(program)


def test_one_bad_cell_does_not_stop_the_rest() -> None:
    cells = tuple(
        SourceCell(i, code, code) for i, code in ((1, "a = 1"), (2, "b = ="), (4, "c = 3"))
    )
    program, (problem,) = lower(Source("n.ipynb", cells))
    assert [cell.index for cell in program.cells] == [1, 4]
    assert (problem.cell, problem.line) == (2, 1)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 3000,
        "x = " + "1+" * 8000 + "1",
        "x" + ".a()" * 5000,
        "a\0b",
        "print 'two'",
        "'\ud800'",
    ],
    ids=["brackets", "sum", "chain", "null", "python 2", "surrogate"],
)
def test_what_overruns_parsers_is_one_line(source: str) -> None:
    """What stands before it is still there, unless no part of the text can be read."""
    program, problems = lower(Source.from_text(f"before()\n{source}\n"))
    assert len(problems) == 1
    assert "\n" not in problems[0].message
    assert len(program.cells) <= 1
