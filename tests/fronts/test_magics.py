from __future__ import annotations

import ast

import pytest

from tapelint import check
from tapelint.magics import plain_python

STARRED = "from _tapelint_magic import *"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("%matplotlib inline", "pass"),
        ("% matplotlib inline", "pass"),
        ("%", "pass"),
        ("!pip install x", "pass"),
        ("!!ls", "pass"),
        ("?x", "pass"),
        ("??tf.Variable", "pass"),
        ("x?", "pass"),
        ("tf.Variable??", "pass"),
        ("a[0].b?", "pass"),
        ("*int*?", "pass"),
        ("%timeit?", "pass"),
        ("pip install tensorflow", "pass"),
        ("    !ls", "    pass"),
        ("\t%cd ..", "\tpass"),
        ("%timeit f(x.y, z)", "_tapelint_magic(f, x, z)"),
        ("%memit", "pass"),
        ("    %prun for a in b: f(a)", "    _tapelint_magic(a, b, f)"),
        ("%mymagic tape", "_tapelint_magic(tape)"),
        ("%run setup.py", STARRED),
        ("%load x.py", STARRED),
        ("%pylab", STARRED),
        ("%time y = f(x)", "if 1: y = f(x)"),
        ("  %time  f(x)", "  if 1:  f(x)"),
        ("%time", "pass"),
        ("%time for a in b: f(a)", "_tapelint_magic(a, b, f)"),
        ("y = %time f(x)", "y =       f(x)"),
        ("a, d['k=v'] = %time f(x)", "a, d['k=v'] =       f(x)"),
        ("o = %timeit -o f(x)", "o = _tapelint_magic(o, f, x)"),
        ("y = %sql select", "y = _tapelint_magic(select)"),
        ("files = !ls {tape}", "files = _tapelint_magic()"),
        ("    x.y=!ls", "    x.y=_tapelint_magic()"),
    ],
)
def test_one_line(line, expected):
    assert plain_python(line) == expected


@pytest.mark.parametrize(
    "code",
    [
        "x = a % b",
        "x = (a\n  % b)",
        "x = a \\\n  % b",
        "f(a,\n!b)",
        '"""\n%not magic\n!nor this\nwhat?\n"""',
        "s = 'a\\\n%b'",
        "print('a=%d' % x)",
        'print("is it?")',
        "# is it?",
        "x = 1  # is it?",
        "x = [  # (\n  1 % 2,\n  ]",
        "x = 'it''s' + \"(\"\ny = 2",
        "x != y",
        "f(x='%d' % y, z=1)",
        "x = {'a': '''[''',\n'b': 2}",
        "r'\\' % x",
        "",
    ],
)
def test_ordinary_code_is_left_alone(code):
    assert plain_python(code) == code


@pytest.mark.parametrize(
    ("before", "opening"),
    [("x = '(['", ""), ("x = '''\n'''", ""), ("# ((", ""), ("x = (1,\n 2)", ""), ("y = 'oops", "")],
)
def test_magic_after_ordinary_code_is_seen(before, opening):
    assert plain_python(f"{before}\n%who") == f"{before}\npass"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("!pip install \\\n  x \\\n  y\nz", "pass\n\n\nz"),
        ("%mymagic a \\\n b", "_tapelint_magic(a, b)\n"),
        ("%time f(\n x)", "if 1: f(\n x)"),
        ("y = %time f(\n%x)", "y =       f(\n%x)"),
        ("!ls \\", "pass"),
    ],
)
def test_several_lines(cell, expected):
    assert plain_python(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("%%time\nx = 1\n!ls", "\nx = 1\npass"),
        ("\n%%time\nx", "\n\nx"),
        ("# title\n%%time\nx", "# title\n\nx"),
        ("%%time f(x)", "if 1:  f(x)"),
        ("%%timeit -n 1\nx", "_tapelint_magic(n)\nx"),
        ("%%capture\nx", "\nx"),
        ("%%capture --no-stderr out\n%%time\nx", "out = _tapelint_magic()\n\nx"),
        ("%%bash\nls\n%x", "\n\n"),
        ("%%writefile a.py\ntape.gradient()", "\n"),
        ("%%!\nls", "\n"),
        ("%%mytimer\ntape.gradient(y, x)", "_tapelint_magic(tape, y, x)\n"),
        ("%%", ""),
        ("x\n%%time\ny", "x\npass\ny"),
    ],
)
def test_cell_magics(cell, expected):
    assert plain_python(cell) == expected


def test_every_line_keeps_its_number_and_the_result_is_python():
    cell = """\
%matplotlib inline
import tensorflow as tf
if True:
    !pip install x
    %time y = f(x)
else:
    z = %timeit -o f(x)
tf.Variable?
w = !ls
%run other.py
d = {'a':
     'b' % ()}"""
    plain = plain_python(cell)
    assert plain.count("\n") == cell.count("\n")
    ast.parse(plain)


def test_magics_that_the_user_names_run_their_cell():
    cell = "%%backend tensorflow\ntape = x"
    assert plain_python(cell, ("backend",)) == "_tapelint_magic(tensorflow)\ntape = x"
    assert plain_python(cell).endswith("\n")


SPENT = """\
import tensorflow as tf
x = tf.Variable(1.0)
with tf.GradientTape() as tape:
    y = x * x
tape.gradient(y, x)
{}
tape.gradient(y, x)
"""


@pytest.mark.parametrize(
    ("magic", "count"), [("%cd data", 1), ("%run tapes.py", 0), ("%reset -f", 0)]
)
def test_what_may_bind_any_name(magic, count):
    assert len(check(plain_python(SPENT.format(magic)))) == count


def test_libraries_are_what_they_were():
    fresh = SPENT.format("").replace("import tensorflow as tf\n", "")
    found = check(plain_python("import tensorflow as tf\n%run helpers.py\n" + fresh))
    assert [it.code for it in found] == ["TAP101"]
