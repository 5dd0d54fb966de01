"""IPython's additions to Python, made harmless line by line.

Every line keeps its number, and ordinary code its columns. What a magic does to names is
told in Python: a magic that runs code of its own becomes a call of an unknown function with
every name on its line; one that may bind any name becomes a star import.

    !pip install x              pass
    files = !ls                 files = _tapelint_magic()
    %timeit f(x)                _tapelint_magic(f, x)
    %time y = f(x)              if 1: y = f(x)
    y = %time f(x)              y =       f(x)
    %run setup.py               from _tapelint_magic import *
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection

from tapelint.source import ANYTHING

PYTHON_BODY = frozenset(
    "time timeit capture prun memit mprun debug snakeviz pyinstrument scalene heat "
    "notify wandb tqdm tapelint".split()
)
"""Cell magics whose body is ordinary code of the notebook."""

OTHER_LANGUAGE = frozenset(
    "! bash sh shell script cmd powershell system sx file writefile appendfile html svg xml "
    "latex markdown javascript js css perl ruby R julia cython pypy python python2 python3 "
    "sql bigquery tensorboard cu cpp".split()
)
"""Cell magics whose body is something else, or Python that runs elsewhere."""

REBINDING = frozenset("run load loadpy pylab store reset reset_selective rerun recall edit".split())
"""Line magics that may bind or remove any name."""

INERT = frozenset(
    "matplotlib config autoreload load_ext reload_ext unload_ext env set_env cd pwd ls pip pip3 "
    "conda mamba uv tensorflow_version tensorboard precision xmode colors who whos history "
    "logstart tapelint shell system sx sc mkdir rm cp mv cat less more alias magic lsmagic".split()
)
"""Line magics that touch no object of the notebook."""

COMPOUND = frozenset("async class def for if match try while with".split())

_OWN = re.compile(
    r"^@register_cell_magic\ndef (?P<name>\w+)\(\w+, (?P<cell>\w+)\):\n"
    r"(?P<body>(?:(?:[ \t].*)?\n)*)",
    re.MULTILINE,
)
_LEADING = re.compile(r"%%(?P<name>\w+).*")
_ASSIGNED = re.compile(
    r"""(?P<head>(?:[\w.,*()\[\] \t]|'[^'\\]*'|"[^"\\]*")+=[ \t]*)(?:!.*|%\w*(?P<rest>.*))""",
    re.DOTALL,
)
_HELP = re.compile(r"%{0,2}[\w*.]+(?:\[[^\]]*\][\w.]*)*\?{1,2}")
_INSTALL = re.compile(r"(?:pip3?|conda|mamba|uv)[ \t]+(?:install|uninstall|list|show|freeze)\b")
_MAGIC = re.compile(r"%+[ \t]*(?P<name>\w*)(?P<rest>.*)", re.DOTALL)
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_TOKEN = re.compile(r"""\\.|'''|\"\"\"|['"#()\[\]{}]""", re.DOTALL)


def own_magics(code: str) -> frozenset[str]:
    """The cell magics that `code` registers and that run their cell as it stands, or not at all.

    @register_cell_magic
    def backend(line, cell):
        if os.environ["KERAS_BACKEND"] == line:
            get_ipython().run_cell(cell)
    """
    return frozenset(
        match["name"]
        for match in _OWN.finditer(code + "\n")
        if f"get_ipython().run_cell({match['cell']})" in match["body"]
        and not re.search(rf"\b{match['cell']}\s*\W?=(?!=)", match["body"])
    )


def without_magic(cell: str, magics: frozenset[str]) -> str | None:
    """A cell without its first line, if that is one of these magics."""
    match = _LEADING.match(cell)
    return cell[match.end() :] if match and match["name"] in magics else None


def plain_python(cell: str, python_body: Collection[str] = ()) -> str:
    r"""The Python of a cell, line for line; line ends are `\n`.

    `python_body`: more cell magics whose body is ordinary code.
    """
    lines = cell.split("\n")
    first = _after_cell_magics(lines, python_body)
    return "\n".join(lines[:first] + _without_line_magics(lines[first:]))


def _after_cell_magics(lines: list[str], python_body: Collection[str]) -> int:
    """Replace the leading `%%` lines; the number of the first line after them."""
    for number, line in enumerate(lines):
        if not line.startswith("%%"):
            if line.strip() and not line.startswith("#"):
                return number
            continue
        name, _, rest = line[2:].strip().partition(" ")
        if name in PYTHON_BODY or name in python_body:
            is_alone = not "".join(lines[number + 1 :]).strip()
            lines[number] = _code_header(name, rest, len(line) - len(rest), is_alone=is_alone)
            continue
        words = "" if name in OTHER_LANGUAGE else "\n".join([rest, *lines[number + 1 :]])
        lines[number:] = [_handed(words) if words.strip() else ""] + [""] * len(lines[number + 1 :])
    return len(lines)


def _code_header(name: str, rest: str, width: int, *, is_alone: bool) -> str:
    """What a `%%` line above ordinary code does by itself."""
    if name == "capture":
        words = [word for word in rest.split() if word.isidentifier()]
        return f"{words[0]} = _tapelint_magic()" if words else ""
    if name == "time":
        return _timed(rest, width) or "" if is_alone else ""
    return _handed(rest) if rest.strip() else ""


def _without_line_magics(lines: list[str]) -> list[str]:
    done: list[str] = []
    state = _LineState()
    while len(done) < len(lines):
        number = len(done)
        line = lines[number]
        if not state.is_inside and (code := _timed_code(line)) is not None:
            line = code
        elif not state.is_inside and _is_magic(line):
            last = number
            while lines[last].endswith("\\") and last + 1 < len(lines):
                last += 1
            logical = "\n".join(lines[number : last + 1])
            done += [_replaced(logical), *[""] * (last - number)]
            continue
        state.feed(line)
        done.append(line)
    return done


class _LineState:
    """Whether the next line goes on with a string, a bracket or after a backslash."""

    def __init__(self) -> None:
        self._quote = ""
        self._depth = 0
        self._continued = False

    @property
    def is_inside(self) -> bool:
        return bool(self._quote or self._depth or self._continued)

    def feed(self, line: str) -> None:
        """Read one line of ordinary code."""
        self._continued = False
        for match in _TOKEN.finditer(line):
            token = match.group()
            if self._quote:
                if token == self._quote or token == 3 * self._quote:
                    self._quote = ""
            elif token in "([{":
                self._depth += 1
            elif token in ")]}":
                self._depth = max(0, self._depth - 1)
            elif token == "#":
                return
            elif not token.startswith("\\"):
                self._quote = token
        is_escaped = (len(line) - len(line.rstrip("\\"))) % 2 == 1
        self._continued = is_escaped and not self._quote
        if len(self._quote) == 1 and not is_escaped:
            self._quote = ""


def _is_magic(line: str) -> bool:
    body = line.strip()
    return (
        body.startswith(("%", "!", "?", ",", ";", "/"))
        or _HELP.fullmatch(body) is not None
        or _INSTALL.match(body) is not None
        or _ASSIGNED.match(body) is not None
    )


def _replaced(line: str) -> str:
    """Python for a line that `_is_magic`."""
    body = line.lstrip()
    indent = line[: len(line) - len(body)]
    body = body.rstrip()
    assigned = _ASSIGNED.match(body)
    if assigned:
        return indent + assigned["head"] + _handed(assigned["rest"] or "")
    magic = _MAGIC.match(body)
    if magic is None or _HELP.fullmatch(body):
        return indent + "pass"
    if magic["name"] in REBINDING:
        return f"{indent}from {ANYTHING} import *"
    inert = magic["name"] in INERT or not magic["rest"].strip()
    return indent + ("pass" if inert else _handed(magic["rest"]))


def _handed(text: str) -> str:
    """A call that hands every name in `text` to unknown code."""
    names = dict.fromkeys(_NAME.findall(text))
    return f"_tapelint_magic({', '.join(name for name in names if not keyword.iskeyword(name))})"


_TIME = re.compile(r"(?P<head>.*?)(?P<magic>%time)(?P<rest>[ \t]+.*)")


def _timed_code(line: str) -> str | None:
    """`%time` with a statement or an expression is that code, at its own columns."""
    match = _TIME.fullmatch(line)
    if match is None:
        return None
    if not match["head"].strip():
        timed = _timed(match["rest"], len(match["magic"]))
        return match["head"] + timed if timed else None
    assigned = _ASSIGNED.match(line)
    if assigned is None or len(assigned["head"]) != len(match["head"]) or not _runs(match["rest"]):
        return None
    return match["head"] + " " * len(match["magic"]) + match["rest"]


def _timed(rest: str, width: int) -> str | None:
    """`if 1:` as wide as the magic in front of a simple statement."""
    return "if 1:".ljust(width) + rest if _runs(rest) else None


def _runs(rest: str) -> bool:
    """Whether what follows `%time` is code that can stand after a colon."""
    word = _NAME.match(rest.lstrip())
    text = rest.strip()
    return bool(text) and text[0] not in "-@#\\" and not (word and word.group() in COMPOUND)
