"""No text makes lowering fail: it is lowered, or there is one line that says why not."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from tapelint.cells import Program
from tapelint.diagnostic import Problem
from tapelint.lower import lower
from tapelint.lower.limits import MOST_PARTS
from tapelint.lower.show import show
from tapelint.source import Source

from .forms import forms, notebook

AROUND = "before(1)\n{}\nafter(2)\n"

REFUSED = {
    "x = 1\0": "1:5 a null byte is not allowed in Python",
    "é\nx = '\ud800'": "2:5 a lone surrogate is not a character",
    "print 'a'": "1:0 syntax error: ",
    "exec 'a'": "1:0 syntax error: ",
    "x = 0777": "1:",
    "try:\n  a\nexcept A, b:\n  c\n  d e": "",
    "a <> b": "1:",
    "`a`": "1:0 syntax error: ",
    "x = (": "1:4 syntax error: ",
    "x = )": "1:4 syntax error: ",
    "x = ]": "1:4 syntax error: ",
    "'''abc": "1:0 syntax error: ",
    "'abc": "1:0 syntax error: ",
    "if x:\n": "",
    "if x:\ny": "2:",
    "  x\n y": "",
    "if a:\n        x\n\ty": "",
    "\x1a": "1:",
    "$": "1:0",
    "x\u2028 = 1": "1:",
    "f(a=1, b)": "1:",
    "x = 1\\": "1:",
    "é = \U0001d431 = ": "1:",
    "\ufeffx = (": "1:5 syntax error: ",
    "\x0cx = (": "1:5 syntax error: ",
}  # fmt: skip

TAKEN = {
    "": "",
    "\n\n": "",
    "# only a comment": "",
    "x": "x",
    "x\r": "x",
    "x\r\ny\rz": "x\ny\nz",
    "\ufeffx": "x",
    "\x0cx\n\x0c\n": "x",
    "if a:\n\tx\n\ty": "if a:\n    x\n    y",
    "if a:\n  x\n  \x0c": "if a:\n    x",
    "#coding: latin-1\nx = 'é'": "x = 'é'",
    "x = '\\ud800'": "x = '\\ud800'",
    "x = '\\d'": "x = '\\\\d'",
    "x = 1 if 1else 2": "x = (1 ? 1 : 2)",
    "return": "return",
    "x is 1": "<is x, 1>",
    "\\\nx": "x",
}


def outcome(text: str) -> tuple[Program, tuple[Problem, ...]]:
    found, problems = lower(Source.from_text(text))
    assert found.cells or problems
    assert all("\n" not in p.message and p.message for p in problems)
    return found, problems


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    found, (problem,) = outcome(text)
    assert found.cells == ()
    assert f"{problem.line}:{problem.column} {problem.message}".startswith(REFUSED[text])


@pytest.mark.parametrize("text", TAKEN)
def test_taken(text: str) -> None:
    found, problems = outcome(text)
    assert problems == ()
    assert show(found) == TAKEN[text]


def test_only_libcst_refuses(reader: str) -> None:
    found, problems = outcome("x\n(y): int")
    if reader == "around":
        assert show(found) == "x\ndeclare y"
        assert problems == ()
        return
    (problem,) = problems
    assert problem.message == "libcst cannot parse this syntax"
    assert problem.line == 2


def test_other_cells_survive() -> None:
    found, problems = lower(notebook("a = 1", "b = (", "c = \0", "d = 1"))
    assert show(found).count("cell") == 2
    assert [problem.cell for problem in problems] == [2, 3]


DEEP = {
    "parentheses": "'(' * {n} + '1' + ')' * {n}",
    "calls": "'f(' * {n} + '1' + ')' * {n}",
    "lists": "'[' * {n}",
    "sum": "'1+' * {n} + '1'",
    "power": "'2**' * {n} + '1'",
    "and": "'a and ' * {n} + 'b'",
    "comparison": "'a<' * {n} + 'b'",
    "not": "'not ' * {n} + 'a'",
    "minus": "'-' * {n} + 'a'",
    "await": "'await ' * {n} + 'a'",
    "methods": "'a' + '.b()' * {n}",
    "attributes": "'a' + '.b' * {n}",
    "subscripts": "'a' + '[0]' * {n}",
    "called results": "'a' + '()' * {n}",
    "lambdas": "'lambda a, b:' * {n} + 'a'",
    "defaults": "'lambda a=' * {n} + 'a' + ':a' * {n}",
    "choices": "'a if b else ' * {n} + 'c'",
    "strings": "'\"a\" ' * {n}",
    "formatted": "'f\"{{a}}\" ' * {n}",
    "in a field": "'f\"{{' + '1+' * {n} + '1}}\"'",
    "formats": "'f\"{{a' + ':{{a' * {n} + '}}' * {n} + '}}\"'",
    "elif": "'if a: b\\n' + 'elif a: b\\n' * {n}",
    "else": "''.join(' ' * i + 'if a: b\\n' + ' ' * i + 'else:\\n' for i in range({n}))",
    "indentation": "''.join(' ' * i + 'if a:\\n' for i in range({n}))",
    "clauses": "'[a ' + 'for a, b in c ' * {n} + ']'",
    "managers": "'with ' + ','.join(['a'] * {n}) + ': b'",
    "targets": "'a = ' * {n} + 'b'",
    "modules": "'import a' + '.a' * {n}",
    "alternatives": "'match a:\\n case ' + '1|' * {n} + '1: b'",
    "cases": "'match a:\\n' + ' case 1: b\\n' * {n}",
    "dotted pattern": "'match a:\\n case a' + '.b' * {n} + ': b'",
    "pattern": "'match a:\\n case ' + '[' * {n} + 'b' + ']' * {n} + ': c'",
    "open pattern": "'match a:\\n case a' + '(' * {n} + ': c'",
    "statements": "'a;' * {n}",
    "decorators": "'@a\\n' * {n} + 'def f(): b'",
    "subscripted": "'a[' * {n} + 'b' + ']' * {n} + ' = 1'",
    "annotation": "'x: ' + 'a[' * {n} + 'b' + ']' * {n}",
    "backslashes": "'\\\\\\n' * {n} + 'a'",
    "quotes": "'\"' * {n}",
    "triple quotes": "'\"\"\"' * {n} + 'a'",
}
WORK = """
import sys
sys.path[:0] = {path!r}
from tapelint.lower import lower
from tapelint.source import Source
for n in (90, 150, 900, 3000, 8000):
    text = eval({text!r}.format(n=n))
    program, problems = lower(Source.from_text("before(1)\\n" + text + "\\nafter(2)\\n"))
    for problem in problems:
        assert problem.message and "\\n" not in problem.message
    if program.cells:
        first, *_, last = program.cells[0].body
        spans = program.locate(first.origin), program.locate(last.origin)
        assert spans[0].line == 1 and spans[1].end_column == 8, spans
    else:
        assert problems
    print(n, len(program.cells), len(problems))
"""


@pytest.mark.parametrize("name", DEEP)
def test_deep(name: str) -> None:
    """In a process of its own, for what is to be shown is that it does not crash."""
    work = WORK.format(path=sys.path, text=DEEP[name])
    done = subprocess.run(
        [sys.executable, "-c", work], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(done.stdout.splitlines()) == 5


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("x = {}", "x = <blank>"),
        ("x.y, z = {}", "tuple(x.y, z) = <blank>"),
        ("x: int = {}", "x = <blank>"),
        ("x += {}", "x += <blank>"),
        ("x = y = (\n{})", "x = y = <blank>"),
        ("a = 1; b = {}; c = 3", "a = 1\nb = <blank>"),
        ("return {}", "return <blank>"),
        ("raise {}", "raise <blank>"),
        ("{}", "<blank>"),
        ("if a:\n    x = {}\n    b", "if a:\n    x = <blank>\n    b"),
        ("if {}: a", "if <blank>:\n    a"),
        ("while {}:\n    a", "while <blank>:\n    a"),
        ("if a:\n    b\nelif {}:\n    c", "if a:\n    b\nelse:\n    if <blank>:\n        c"),
        ("x = [1,\n2, {},\n3]\ny", "x = <blank>\ny"),
    ],
)
def test_left_out(line: str, shown: str) -> None:
    """An expression that is too long is unknown, and everything else is seen in its place."""
    for number in (2000, 9000):
        text = AROUND.format(line.format("1+" * number + "1"))
        found, (problem,) = outcome(text)
        assert show(found) == f"before(1)\n{shown}\nafter(2)"
        assert problem.message == "an expression with too many operations in a row is left out"
        assert found.locate(found.cells[0].body[-1].origin).line == text.count("\n")


def test_too_many_branches_leave_their_names_unknown() -> None:
    text = AROUND.format("if a:\n    b = 1\n" + "elif a:\n    c, d.e = 1\n" * 200)
    found, (problem,) = outcome(text)
    assert show(found) == "before(1)\nb = c = <blank>\nafter(2)"
    assert (problem.line, problem.message) == (
        2,
        "a statement with more than 100 branches is left out",
    )


def test_too_many_elements_are_left_out() -> None:
    text = "before = f(1)\nx = [" + "1, " * (MOST_PARTS + 1) + "]\nafter = f(x)"
    found, (problem,) = outcome(text)
    assert (problem.line, problem.message) == (
        2,
        "an expression with too many elements is left out",
    )
    assert len(found.cells[0].body) == 3


@pytest.mark.slow
def test_ordinary_length_is_kept() -> None:
    """What people write, and generators of data, is not too long."""
    texts = [
        "x = [" + "-1.5e3, 'a' 'b', " * 20_000 + "]",
        "x = {" + "'k': f(a.b, c[0] + 1), " * 3_000 + "}",
        "x = '''" + "a.b(c) + d\n" * 5_000 + "'''",
        "x = f'''" + "<a href='b.c'> - {d} = {{e: f}}\n" * 2_000 + "'''",
        "x = " + " + ".join(["f(a.b, c[0])"] * 900),
        "x = (" + "'some text here'\n" * 2_500 + ")",
        "f(" + ", ".join(f"lambda x, y: x + {i}" for i in range(2_000)) + ")",
        "# " + "1+" * 10_000,
        "x = a.where(b).join(c, d)" + ".filter(e.f == g)" * 80,
        "from a import " + ", ".join(f"b{i} as c{i}" for i in range(2_000)),
    ]
    for text in texts:
        assert outcome(text)[1] == ()


def test_program_settings_are_restored() -> None:
    before = sys.getrecursionlimit(), threading.stack_size()
    found, _ = outcome("x = f(1)\ny = '\\d'")
    found.locate(found.cells[0].body[0].origin)
    outcome("x = (")
    assert (sys.getrecursionlimit(), threading.stack_size()) == before


def test_threads() -> None:
    """Several threads lower and locate at once, on small stacks."""
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(5):
                text = f"x = {'f(' * 100}{number}{')' * 100}\ng({turn})\n"
                found, problems = outcome(text)
                assert problems == ()
                for form in list(forms(found.cells))[:20]:
                    found.locate(form.origin)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    size = threading.stack_size(256 * 1024)
    try:
        threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
        for thread in threads:
            thread.start()
    finally:
        threading.stack_size(size)
    for thread in threads:
        thread.join()
    assert failures == []
