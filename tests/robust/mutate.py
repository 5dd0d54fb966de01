"""Real files and notebooks, damaged at random: bytes, tokens, lines, and the JSON of notebooks."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

GATE = b"GradientTape"
LARGEST = 60_000
"""Bytes; of larger files, fewer can be tried in the same time."""


@dataclass(frozen=True, slots=True)
class Input:
    """What is tried: the kind of damage, the name that a file of these bytes would have."""

    kind: str
    path: str
    data: bytes

    @property
    def passes(self) -> bool:
        """Whether it is looked into at all."""
        return GATE in self.data


TOKEN = re.compile(rb"\w+|[^\w\s]|\s+")
TAPE = b"with tf.GradientTape() as tape:\n    y = x * x\n"
PIECES: tuple[bytes, ...] = (
    b"\0", b"\xef\xbb\xbf", b"\x0c", b"\r", b"\r\n", b"\t", b"\\\n", b"\n", b"#", b"'", b'"',
    b'"""', b"'''", b"(", b")", b"[", b"]", b"{", b"}", b":", b";", b",", b".", b"=", b":=", b"*",
    b"**", b"@", b"->", b"$", b"?", b"!", b"\xff", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\x1b[31m",
    b"0777", b"1e999", b"lambda: ", b"async ", b"await ", b"yield ", b" if ", b" else ",
    b" for x in y ",
    b"match x:\n case ", b'f"{', b"b'\xc3\xa9'", b"print x", b"print >>f, x\n",
    b"exec code in ns\n",
    b"raise E, 'x'\n", b"except E, e:\n", b"type X = int\n", b"global tape\n", b"class A(A): ",
    b"def f(): ", b"return ", b"try:\n", b"finally:\n", b"with tape: ", b"del tape\n", b"tape",
    b"tape.gradient(tape, tape)", b"persistent=True", b"import tensorflow as tf\n",
    b"with tf.GradientTape() as tape:\n    y = x * x\nd = tape.gradient(y, x)\n",
    b"with tf.GradientTape(persistent=True) as t:\n", b"# noqa", b"# noqa: TAP101",
    b"# tapelint: ignore",
    b"# tapelint: ignore[TAP101]\n", b"# tapelint: disable\n", b"# tapelint: enable[",
    b"# tapelint: ignore-file\n", b"%%time\n", b"%time ", b"!ls ", b"x = !ls", b"%%bash\n", b"??",
    b"-" * 300, b"(" * 150, b"[1," * 90, b"a.b()" * 60, b"1+" * 1000, b'"a" ' * 400, b"\\" * 99,
    b"f(" * 60, b"x if y else " * 80, b"not " * 200, b"lambda: " * 80, b"# coding: latin-1\n",
    b"# coding: utf-16\n", b"# coding: punycode\n", b"# coding: unicode_escape\n",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, float("nan"), float("inf"), "", "\ud800", "\0", "code",
    "python",
    "%%time\n", "GradientTape", [], {}, [None], ["a", 1], {"a": {"b": []}}, "x" * 3000, [[[[]]]],
)  # fmt: skip
ENCODINGS = (
    "utf-8-sig utf-16 utf-16-le utf-32 utf-7 latin-1 cp037 cp1252 big5 shift_jis iso2022_jp hz"
    " unicode_escape raw_unicode_escape punycode idna undefined rot13 base64 koi8-r mac_roman"
    " utf_8 gb18030 ascii"
).split()


def originals(folders: list[Path], largest: int = LARGEST) -> list[Path]:
    """The files and notebooks below some folders, in order."""
    return sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in {".py", ".ipynb"} and path.is_file() and path.stat().st_size < largest
    )


def inputs(paths: list[Path], seed: int) -> Iterator[Input]:
    """Without end."""
    random = Random(seed)
    notebooks = [path for path in paths if path.suffix == ".ipynb"]
    while True:
        path, other = (
            random.choice(notebooks if random.random() < 0.4 else paths),
            random.choice(paths),
        )
        made = _input(random, path, path.read_bytes(), other.read_bytes())
        if made.passes:
            yield made


def _input(random: Random, path: Path, data: bytes, other: bytes) -> Input:
    is_notebook = path.suffix == ".ipynb"
    if not is_notebook and GATE not in data:
        data = _planted(random, data)
    kind = random.choice(
        ("json", "json", "json", "bytes", "lines", "cells") if is_notebook else (*OF_TEXT, "cookie")
    )
    if kind == "json":
        made = _json(random, data)
    elif kind == "cells":
        made = _in_cells(random, data, other)
    elif kind == "cookie":
        made = _cookie(random, data)
    else:
        made = OF_TEXT[kind](random, data, other)
    return Input(f"{path.suffix[1:]} {kind}", f"tried{path.suffix}", made)


def _planted(random: Random, data: bytes) -> bytes:
    """Text that has never heard of tapes, with some in it."""
    lines = data.splitlines(keepends=True)
    tape = b"import tensorflow as tf\nx = tf.Variable(1.0)\n" + TAPE
    ask = b"print(tape.gradient(y, x)); tape.gradient(y, x)\n"
    tops = [i for i, line in enumerate(lines) if line[:1].isalpha()] or [0]
    at = random.choice(tops)
    return b"".join([*lines[:at], tape, ask, *lines[at:]])


def _bytes(random: Random, data: bytes, _other: bytes) -> bytes:
    for _ in range(random.randint(1, 6)):
        at = random.randint(0, len(data))
        gone = random.choice((0, 0, 1, 1, 5, 40))
        new = random.choice((b"", random.randbytes(random.randint(1, 4)), random.choice(PIECES)))
        data = data[:at] + new + data[at + gone :]
    return data


def _tokens(random: Random, data: bytes, other: bytes) -> bytes:
    tokens, others = TOKEN.findall(data), TOKEN.findall(other[:20_000]) or [b"x"]
    for _ in range(random.randint(1, 8)):
        at = random.randrange(len(tokens) or 1)
        how = random.choice(("piece", "swap", "drop", "double", "borrow", "many"))
        if how == "piece":
            tokens[at:at] = [random.choice(PIECES)]
        elif how == "swap" and tokens:
            to = random.randrange(len(tokens))
            tokens[at], tokens[to] = tokens[to], tokens[at]
        elif how == "drop":
            del tokens[at : at + random.randint(1, 10)]
        elif how == "double":
            tokens[at:at] = tokens[at : at + random.randint(1, 20)]
        elif how == "borrow":
            tokens[at : at + 1] = [random.choice(others)]
        else:
            tokens[at:at] = [random.choice((random.choice(PIECES), *others[:1]))] * random.choice(
                (3, 30, 300)
            )
    return b"".join(tokens)


def _lines(random: Random, data: bytes, other: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(lines) or 1)
        some = lines[at : at + random.randint(1, 12)]
        how = random.choice(
            ("drop", "move", "double", "indent", "dedent", "borrow", "join", "ends")
        )
        if how == "drop":
            del lines[at : at + len(some)]
        elif how == "move":
            del lines[at : at + len(some)]
            to = random.randrange(len(lines) or 1)
            lines[to:to] = some
        elif how == "double":
            lines[at:at] = some * random.choice((1, 1, 3, 40))
        elif how == "indent":
            lines[at : at + len(some)] = [b"    " + line for line in some]
        elif how == "dedent":
            lines[at : at + len(some)] = [line.removeprefix(b"    ") for line in some]
        elif how == "borrow":
            theirs = other.splitlines(keepends=True)
            start = random.randrange(len(theirs) or 1)
            lines[at:at] = theirs[start : start + random.randint(1, 30)]
        elif how == "join":
            lines[at : at + len(some)] = [b"; ".join(line.strip() for line in some) + b"\n"]
        else:
            end = random.choice((b"\r\n", b"\r", b"\n\x0c", b" \\\n", b"  # noqa\n"))
            lines[at : at + len(some)] = [line.rstrip(b"\r\n") + end for line in some]
    return b"".join(lines)


def _cut(random: Random, data: bytes, other: bytes) -> bytes:
    start = random.choice((0, 0, random.randint(0, len(data))))
    cut = data[start : random.randint(start, len(data))]
    return cut + random.choice((b"", b"\n", other)) + random.choice((b"", b"\nGradientTape"))


OF_TEXT: dict[str, Callable[[Random, bytes, bytes], bytes]] = {
    "bytes": _bytes,
    "tokens": _tokens,
    "lines": _lines,
    "cut": _cut,
}


def _cookie(random: Random, data: bytes) -> bytes:
    """Another encoding than the file says, or than it has."""
    name, said = random.choice(ENCODINGS), random.choice((*ENCODINGS, "wat", "\u00e9", "x" * 200))
    head = f"# -*- coding: {said} -*-\n" if random.random() < 0.8 else ""
    text = head + data.decode("utf-8", "replace")
    try:
        found = codecs.encode(text, name, random.choice(("ignore", "replace")))
    except Exception:  # noqa: BLE001  # codecs raise what they like
        return text.encode()
    return found if isinstance(found, bytes) else text.encode()


def _json(random: Random, data: bytes) -> bytes:
    """Another notebook: its values, its keys, or its bytes."""
    try:
        document = json.loads(data)
    except ValueError:
        return data
    for _ in range(random.randint(1, 4)):
        _changed(random, document)
    text = json.dumps(document, ensure_ascii=random.random() < 0.5, indent=random.choice((None, 1)))
    how = random.choice(("whole", "whole", "cut", "double key", "deep", "encoding", "number"))
    if how == "cut":
        text = text[: random.randint(0, len(text))]
    elif how == "double key":
        key = random.choice(('"cells"', '"source"', '"metadata"', '"cell_type"'))
        text = text.replace(key, f"{key}: {json.dumps(deepcopy(random.choice(VALUES)))}, {key}", 1)
    elif how == "deep":
        depth = random.choice((50, 900, 5000, 200_000))
        text = text.replace(
            '"metadata": ', '"metadata": ' + "[" * depth + "]" * depth + ', "b": ', 1
        )
    elif how == "number":
        text = text.replace('"nbformat": ', '"nbformat": ' + "9" * random.choice((5, 5000)), 1)
    encoding = random.choice(ENCODINGS[:6]) if how == "encoding" else "utf-8"
    return text.encode(
        encoding, "surrogatepass" if "utf" in encoding and encoding != "utf-7" else "replace"
    )


def _changed(random: Random, document: Any) -> None:
    """One value somewhere in it becomes another, or goes."""
    places: list[tuple[Any, Any]] = []
    waiting = [document]
    while waiting:
        each = waiting.pop()
        keys = each if isinstance(each, dict) else range(len(each))
        for key in keys:
            places.append((each, key))
            if isinstance(each[key], (dict, list)):
                waiting.append(each[key])
    if not places:
        return
    holder, key = random.choice(places)
    how = random.choice(("value", "drop", "double", "piece"))
    if how == "drop":
        del holder[key]
    elif how == "double" and isinstance(holder, list):
        holder.insert(key, holder[key])
    elif how == "piece" and isinstance(holder[key], str):
        at = random.randint(0, len(holder[key]))
        piece = random.choice(PIECES).decode("utf-8", "surrogateescape")
        holder[key] = holder[key][:at] + piece + holder[key][at:]
    else:
        holder[key] = deepcopy(random.choice(VALUES))


def _in_cells(random: Random, data: bytes, other: bytes) -> bytes:
    """A notebook with damage in the text of its cells only."""
    try:
        document = json.loads(data)
        cells = [cell for cell in document["cells"] if cell.get("cell_type") == "code"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return data
    for cell in random.sample(cells, min(len(cells), 3)):
        text = "".join(cell["source"]).encode("utf-8", "surrogatepass")
        damage = random.choice(list(OF_TEXT.values()))
        new = damage(random, text, other[:5000]).decode("utf-8", "surrogateescape")
        cell["source"] = random.choice((new, new.splitlines(keepends=True)))
    return json.dumps(document, ensure_ascii=random.random() < 0.7).encode("utf-8", "surrogatepass")
