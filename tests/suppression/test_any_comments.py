"""Whatever comments a program has: its fixes change comments only, and come to an end."""

from __future__ import annotations

import ast

from hypothesis import given, settings
from hypothesis import strategies as st

from tapelint.analysis import analyse
from tapelint.config import Config
from tapelint.dataclass import replace
from tapelint.fixing import fixed
from tapelint.fixing.choice import Terms
from tapelint.fixing.ignoring import with_ignores
from tapelint.fixing.rounds import settled
from tapelint.source import Source

HEAD = """\
import tensorflow as tf

x = tf.Variable(3.0)
c = tf.constant(1.0)
with tf.GradientTape() as tape:
    y = x * x
tape.gradient(y, x)
"""
CODE = (
    "1",
    "tape.gradient(y, x)",
    "tape.gradient(y, c)",
    "print({0}\n    tape.gradient(y, x),{1}\n)",
    "print(tape.gradient(y, x),  \\\n    1)",
    'print("""# noqa: TAP101\n# tapelint: ignore""", tape.gradient(y, x))',
    "if x:{0}\n    {1}\n    tape.gradient(y, x)",
    "",
)
WORDS = st.sampled_from(
    ["TAP101", "TAP204", "TAP999", "tape-already-used", "TAP001", "TAP1", "é", ""]
)
LISTS = st.lists(WORDS, max_size=3).map(", ".join)
OURS = st.builds(
    "# tapelint: {}{}".format,
    st.sampled_from(["ignore", "ignore-file", "disable", "enable", "ignored", "prose of ours"]),
    st.one_of(
        LISTS.map("[{}]".format), LISTS.map("[{}] why".format), st.sampled_from(["", " why"])
    ),
)
NOQA = st.builds(
    "# noqa{}".format,
    st.one_of(st.just(""), st.lists(WORDS | st.just("E501"), max_size=3).map(": {}".format)),
)
COMMENT = st.lists(OURS | NOQA | st.just("# type: ignore"), max_size=2).map("  ".join)
LINE = st.builds(
    lambda code, first, second, gap: code.format(first, second) + gap + first,
    st.sampled_from(CODE),
    COMMENT,
    COMMENT,
    st.sampled_from(["  ", ""]),
)
TEXTS = st.lists(LINE, max_size=5).map("\n".join)


def code_of(text: str) -> str:
    return ast.dump(ast.parse(text))


def told(source: Source) -> list[str]:
    return [d.code for d in analyse(source, Config()).diagnostics if d.code != "TAP001"]


@given(TEXTS)
@settings(max_examples=25, deadline=None)
def test_comments_that_silence_nothing(text: str) -> None:
    source = Source.from_text(HEAD + text)
    config = Config(select=("TAP001", "TAP101", "TAP204"))
    done = settled(
        source, _only_comments(source, config), lambda it: _only_comments(it, config), Terms()
    )
    assert not done.faults
    assert code_of(done.source.cells[0].text) == code_of(HEAD + text)
    assert told(done.source) == told(source)
    assert not [d for d in done.analysis.diagnostics if d.fix]


def _only_comments(source: Source, config: Config):
    analysis = analyse(source, config)
    found = [d if d.code == "TAP001" else replace(d, fix=None) for d in analysis.diagnostics]
    return replace(analysis, diagnostics=tuple(found))


@given(TEXTS)
@settings(max_examples=25, deadline=None)
def test_comments_that_are_added(text: str) -> None:
    source = Source.from_text(HEAD + text)

    def look(it: Source):
        return with_ignores(it, analyse(it, Config()))

    done = settled(source, look(source), look, Terms())
    assert not done.faults
    assert code_of(done.source.cells[0].text) == code_of(HEAD + text)
    assert told(done.source) == []


@given(TEXTS)
@settings(max_examples=10, deadline=None)
def test_all_fixes(text: str) -> None:
    assert not fixed(HEAD + text).faults
