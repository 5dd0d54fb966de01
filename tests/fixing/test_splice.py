"""Only what changes is written anew: compared with `json`, on documents of odd formatting."""

from __future__ import annotations

import json
import os
import random

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tapelint.fixing.splice import hunks, spliced
from tapelint.json_text import located

# --- documents -----------------------------------------------------------------------------

KEYS = st.sampled_from(["a", "b", "cells", "é", 'q"', "\\", "source", "{", "]"])
TEXT = st.text(st.sampled_from('ab"\\/\n\r\t[]{},:é\u2028😀\x01'), max_size=6)
VALUES = st.recursive(
    TEXT | st.sampled_from([0, -1.5e300, True, None]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=4,
)


class Writer:
    """Writes values as JSON in one of the many ways: odd spaces, escapes, keys that come twice."""

    def __init__(self, seed):
        self._random = random.Random(seed)

    def space(self):
        return "".join(self._random.choices(" \t\n\r", k=self._random.randrange(3)))

    def written(self, value):
        if isinstance(value, str):
            return f'"{"".join(map(self._spelled, value))}"'
        if isinstance(value, list):
            return f"[{','.join(map(self._spaced, value)) or self.space()}]"
        if isinstance(value, dict):
            pairs = list(value.items())
            self._random.shuffle(pairs)
            if pairs and self._random.random() < 0.5:
                pairs.insert(0, (pairs[-1][0], self._random.choice([None, [], {"a": "}"}])))
            told = (f"{self._spaced(key)}:{self._spaced(each)}" for key, each in pairs)
            return "{" + (",".join(told) or self.space()) + "}"
        return json.dumps(value)

    def _spaced(self, value):
        return self.space() + self.written(value) + self.space()

    def _spelled(self, char):
        ways = [json.dumps(char, ensure_ascii=False)[1:-1], json.dumps(char)[1:-1]]
        if ord(char) < 0x10000:
            ways += [f"\\u{ord(char):04x}", f"\\u{ord(char):04X}"]
        if char == "/":
            ways.append("\\/")
        return self._random.choice(ways)


PIECES = st.lists(TEXT, max_size=4) | TEXT


def source_of(value):
    return value if isinstance(value, str) else "".join(value)


@st.composite
def notebooks(draw):
    """A notebook, its document, and a new text for each of its cells."""
    cells = [
        {**draw(st.dictionaries(st.sampled_from("xy"), VALUES)), "cell_type": "code", key: pieces}
        for key, pieces in draw(
            st.lists(
                st.tuples(st.sampled_from(["source", "input"]), PIECES), min_size=1, max_size=3
            )
        )
    ]
    outer = {"metadata": {}, "extra": draw(VALUES)}
    if draw(st.booleans()):
        outer["worksheets"] = [{"cells": cells[:1]}, {"cells": cells[1:]}]
        paths = [("worksheets", int(n > 0), "cells", max(n - 1, 0)) for n in range(len(cells))]
    else:
        outer["cells"] = cells
        paths = [("cells", n) for n in range(len(cells))]
    writer = Writer(draw(st.integers(0, 2**32)))
    document = writer.space() + writer.written(outer) + writer.space()
    keys = ["source" if "source" in cell else "input" for cell in cells]
    paths = [(*path, key) for path, key in zip(paths, keys, strict=True)]
    olds = [source_of(cell[key]) for cell, key in zip(cells, keys, strict=True)]
    changed = draw(st.lists(st.sampled_from(range(len(cells))), unique=True, max_size=2))
    texts = {number + 1: (olds[number], draw(changes(olds[number]))) for number in changed}
    return document, paths, texts


@st.composite
def changes(draw, old):
    """A text that has something of `old`."""
    cut = sorted(draw(st.tuples(*[st.integers(0, len(old))] * 2)))
    return old[: cut[0]] + draw(TEXT) + old[cut[1] :]


def value_at(document, path):
    for step in path:
        document = document[step]
    return document


def replaced(document, path, value):
    if not path:
        return value
    copy = list(document) if isinstance(document, list) else dict(document)
    copy[path[0]] = replaced(document[path[0]], path[1:], value)
    return copy


@settings(max_examples=int(os.environ.get("SPLICES", "50")), deadline=None)
@given(notebooks())
def test_only_the_text_of_the_cell_differs(made):
    document, paths, texts = made
    result = spliced(document, texts)
    before, after = json.loads(document), json.loads(result)
    kept, expected = [], before
    for number, path in enumerate(paths, 1):
        value = value_at(after, path)
        assert type(value) is type(value_at(before, path))
        if number in texts:
            assert source_of(value) == texts[number][1]
            expected = replaced(expected, path, value)
    assert after == expected
    # Byte for byte: without the values of the changed cells both documents are equal.
    for text in (document, result):
        spans = sorted(located(text, paths[number - 1]) for number in texts)
        ends = [0, *(end for _, end in spans)]
        starts = [*(start for start, _ in spans), len(text)]
        kept.append([text[a:b] for a, b in zip(ends, starts, strict=True)])
    assert kept[0] == kept[1]


@given(TEXT, TEXT)
def test_hunks(old, new):
    text = old
    for start, end, part in reversed(list(hunks(old, new))):
        text = text[:start] + part + text[end:]
    assert text == new


# --- the look of it ------------------------------------------------------------------------


def notebook(source):
    return f'{{"cells": [{{"cell_type": "code", "source": {source}}}], "metadata": {{}}}}\n'


@pytest.mark.parametrize(
    ("source", "old", "new", "result"),
    [
        (r'"a\nb"', "a\nb", "a\nx\nb", r'"a\nx\nb"'),
        (
            '[\n  "a\\n",\n  "b"\n ]',
            "a\nb",
            "a\nx\nb",
            '[\n  "a\\n",\n  "x\\n",\n  "b"\n ]',
        ),
        ('["a\\n","b"]', "a\nb", "a\nb\nx", '["a\\n","b\\n","x"]'),
        ('["a\\n", "b\\n"]', "a\nb\n", "a\nb\nx", '["a\\n", "b\\n", "x"]'),
        ('["a\\n", "b\\n"]', "a\nb\n", "a\n", '["a\\n"]'),
        ('["a\\n", "b\\n"]', "a\nb\n", "ab\n", '["ab\\n"]'),
        ('[\n  "a"\n]', "a", "a\nb", '[\n  "a\\n",\n  "b"\n]'),
        ('["a"]', "a", "a\nb", '["a\\n", "b"]'),
        ('["", "a", "b"]', "ab", "axb", '["", "a", "xb"]'),
        (r'"\u00e9\/a"', "é/a", "é/è", r'"\u00e9\/\u00e8"'),
        (r'"é\u003ca"', "é<a", "é<è", r'"é\u003cè"'),
        (r'"a\ud83d\ude00b"', "a😀b", "x😀b", r'"x\ud83d\ude00b"'),
        ('"a\\r\\nb"', "a\r\nb", "a\r\nx\r\nb", '"a\\r\\nx\\r\\nb"'),
        ('["a\\n",\n"b\\n" ,"c"]', "a\nb\nc", "a\nb\nd", '["a\\n",\n"b\\n" ,"d"]'),
    ],
)
def test_how_it_is_written(source, old, new, result):
    assert spliced(notebook(source), {1: (old, new)}) == notebook(result)


def test_nbformat_writes_what_we_write():
    """A notebook of nbformat's own is valid after a change, and a fixed point of nbformat."""
    made = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# é"),
            nbformat.v4.new_code_cell("a = 'é'\nb\n", outputs=[nbformat.v4.new_output("stream")]),
        ]
    )
    document = nbformat.writes(made) + "\n"
    result = spliced(document, {2: ("a = 'é'\nb\n", "a = 'è'\nx\n\nb\n")})
    again = nbformat.reads(result, as_version=4)
    nbformat.validate(again)
    assert nbformat.writes(again) + "\n" == result
    made.cells[1].source = "a = 'è'\nx\n\nb\n"
    assert again == made


def test_long_strings_with_escapes_are_passed_over():
    output = json.dumps('\n"x\\' * 50_000)
    head = f'{{"metadata": {{"o": {output}}}, "cells": [{{"cell_type": "code", "source": '
    assert spliced(head + '"a"}]}', {1: ("a", "b")}) == head + '"b"}]}'
