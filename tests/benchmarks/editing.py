"""What a server costs while somebody types, beside other servers."""

from __future__ import annotations

import importlib.util
import random
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .lines import Line, Options, tool
from .sessions import Change, Session
from .trees import long_text, plain_files, typed_text

EDITS, MANY = 200, 5_000
WARM = 500
"""Edits after which a server has all that it is going to keep."""
LARGE = 1 << 20

BARE = """
import libcst
from lsprotocol import types
from pygls.lsp.server import LanguageServer
server = LanguageServer("bare", "1")
@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def opened(ls, params):
    uri = params.text_document.uri
    ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
server.start_io()
"""
"""A server that does nothing, and has libcst at hand."""
OURS = (sys.executable, "-m", "tapelint", "server")
RUFF = "ruff server"
PYLSP = "python-lsp-server"


class Typed(NamedTuple):
    """What the edits of one text took: seconds to each answer, processor seconds for each, MB."""

    waits: list[float]
    cpu: float
    memory: float

    def wait(self, percent: int) -> float:
        """Milliseconds within which so many percent of the answers came."""
        return 1000 * statistics.quantiles(self.waits, n=100)[percent - 1]

    def __str__(self) -> str:
        waits = f"p50 {self.wait(50):.1f}, p95 {self.wait(95):.1f} ms"
        return f"{waits}, CPU {self.cpu * 1000:.1f} ms, {self.memory:.0f} MB"


def server(options: Options) -> Iterator[Line]:
    text = typed_text(20)
    typed = {"tapelint": _typed(OURS, text, options)}
    for name, words in _others().items():
        if words is None:
            yield Line(f"{EDITS} edits", f"`{name}`", "-", "", "not measured: it is not installed")
        else:
            typed[name] = _typed(words, text, options)
    ours = typed.pop("tapelint")
    what = f"{EDITS} edits of {text.count(chr(10)):,} lines with 20 tapes"
    yield Line(f"{what}: p95, ms", "", f"{ours.wait(95):.1f}", "< 25", str(ours))
    yield Line(f"{what}: CPU, ms", "", f"{ours.cpu * 1000:.1f}", "< 15", "for each edit")
    yield Line(f"{what}: memory, MB", "", f"{ours.memory:.0f}", "< 100", "")
    for name, theirs in typed.items():
        target = "≤ 0.1" if name == PYLSP else ""
        ratio = ours.wait(95) / theirs.wait(95)
        yield Line(f"{what}: p95", f"`{name}`", f"{ratio:.2f}", target, str(theirs))
        yield Line(f"{what}: CPU", f"`{name}`", f"{ours.cpu / theirs.cpu:.2f}", "", "")
    yield from _started(text, options)
    yield from _large(options)
    yield _many(text, options)


def shapes(options: Options) -> Iterator[Line]:
    """Texts that can be taken in parts less well."""
    for shape in ("script", "called"):
        text = typed_text(20, shape)
        typed = _typed(OURS, text, options)
        what = f"{EDITS} edits of {text.count(chr(10)):,} lines, {shape}: p95, ms"
        yield Line(what, "", f"{typed.wait(95):.1f}", "", str(typed))


def _others() -> dict[str, tuple[str, ...] | None]:
    ruff = Path(tool("ruff"))
    pylsp = importlib.util.find_spec("pylsp")
    return {
        RUFF: (str(ruff), "server") if ruff.exists() else None,
        PYLSP: (sys.executable, "-m", "pylsp") if pylsp else None,
    }


def _typed(words: tuple[str, ...], text: str, options: Options) -> Typed:
    with Session(words, options.scratch) as session:
        session.open(text)
        changes = list(typing(text, EDITS + 1))
        session.type(changes.pop(0))
        before = session.cpu
        waits = [session.type(change) for change in changes]
        return Typed(waits, (session.cpu - before) / len(waits), session.memory)


def typing(text: str, count: int) -> Iterator[Change]:
    """Somebody types a statement into one function after the other, letter by letter.

    One edit in eight leaves a text that does not parse.
    """
    choose = random.Random(1)
    lines = text.split("\n")
    places = [n for n, line in enumerate(lines) if line.startswith("    ") and line.endswith(")")]
    done = 0
    while True:
        at = choose.choice(places)
        column = len(lines[at])
        word = "; scale = 2.0 * scale"
        for size in range(0, len(word), 3):
            yield Change(at, column + size, column + size, word[size : size + 3])
            done += 1
            if done == count:
                return
        lines[at] += word


def _started(text: str, options: Options) -> Iterator[Line]:
    starts: dict[str, list[float]] = {"tapelint": [], "pygls and libcst": []}
    for _ in range(options.rounds):
        for name, words in zip(starts, (OURS, (sys.executable, "-c", BARE)), strict=True):
            with Session(words, options.scratch) as session:
                starts[name].append(session.open(text))
    ours, bare = (min(times) for times in starts.values())
    told = f"{ours * 1000:.0f} : {bare * 1000:.0f} ms, on the clock"
    yield Line("start to the first findings", "pygls, libcst", f"{ours / bare:.2f}", "≤ 1.5", told)


def _large(options: Options) -> Iterator[Line]:
    plain = "\n".join(path.read_text("utf-8", "replace") for path in _first(plain_files()))
    texts = {
        "1 MB without tapes": (plain, "< 1"),
        "1 MB with 20 tapes": (typed_text(20) + plain, ""),
        "1 MB full of tapes": (long_text(LARGE // 31), ""),
    }
    for what, (text, target) in texts.items():
        with Session(OURS, options.scratch) as session:
            session.open("import tensorflow as tf\ntf.GradientTape()\n")
            took = session.reopen(text)
            change = session.type(Change(0, 0, 0, "#"))
        told = f"then {change:.2f} s for an edit; {text.count(chr(10)):,} lines"
        yield Line(f"{what}, s to publish", "", f"{took:.2f}", target, told)


def _first(paths: Iterator[Path]) -> Iterator[Path]:
    size = 0
    for path in paths:
        if size > LARGE:
            return
        size += path.stat().st_size
        yield path


def _many(text: str, options: Options) -> Line:
    with Session(OURS, options.scratch) as session:
        session.open(text)
        changes = list(typing(text, WARM + MANY))
        for change in changes[:WARM]:
            session.type(change)
        before = session.memory
        for change in changes[WARM:]:
            session.type(change)
        grown = session.memory - before
    told = f"{before:.0f} MB before; the text has grown by {MANY * 3:,} characters"
    return Line(f"growth in {MANY:,} edits, MB", "", f"{grown:.1f}", "< 5", told)
