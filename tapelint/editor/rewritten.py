"""Magics that JupyterLab has written as calls for language servers, as the user wrote them.

Every line keeps its number; columns are those of the user, who is shown findings there.

    get_ipython().run_line_magic("time", " f(x)")          %time f(x)
    files = get_ipython().getoutput("ls")                  files = !ls
    # START_CELL_MAGIC("time", "")                         %%time
    get_ipython().run_cell_magic("own", "", ...)           a call that is given every name in it
"""

from __future__ import annotations

import re

from tapelint.magics import PYTHON_BODY, plain_python

END = "# END_CELL_MAGIC"
ANYTHING = "%run -"
"""A magic that may bind any name: for code that cannot be put back line for line."""

_HEAD = r"(?P<head>\s*(?:\S+\s*=\s*)?)get_ipython\(\)\."
_SHELL = re.compile(_HEAD + r'getoutput\("(?P<rest>.*)"\)')
_MAGIC = re.compile(_HEAD + r'run_line_magic\("(?P<name>\S*?)", "(?P<rest>.*)"\)')
_HELP = re.compile(
    r"(?P<head>\s*)get_ipython\(\)\."
    r"run_line_magic\('(?P<name>pinfo2?)', (?P<after> ?)'(?P<rest>.*)'\)"
)
_KEPT = re.compile(r'\A# START_CELL_MAGIC\("(?P<name>\S+?)", "(?P<rest>.*)"\)$', re.MULTILINE)
_HIDDEN = re.compile(
    r'^get_ipython\(\)\.run_cell_magic\("(?P<name>\S+?)", "(?P<rest>.*)", '
    r'"""(?P<body>(?:.|\n)*?)(?<!\\)"""\)$',
    re.MULTILINE,
)


def is_kept(line: str) -> bool:
    """Whether a cell that begins so has a magic whose body is there."""
    return _KEPT.match(line) is not None


def is_hidden(line: str) -> bool:
    """Whether a cell that begins so has a magic whose body is a string."""
    return line.startswith("get_ipython().run_cell_magic(")


def as_written(text: str) -> str:
    """The text of a cell, or of a whole notebook."""
    text = _KEPT.sub(lambda found: f"%%{found['name']}{_plain(found['rest'])}", text)
    text = _HIDDEN.sub(_instead, text)
    return "\n".join(map(line_as_written, text.split("\n"))) if "get_ipython()" in text else text


def line_as_written(line: str) -> str:
    """One line."""
    if found := _SHELL.fullmatch(line):
        return f"{found['head']}!{found['rest']}"
    if found := _MAGIC.fullmatch(line):
        return f"{found['head']}%{found['name']}{_plain(found['rest'])}"
    if found := _HELP.fullmatch(line):
        marks = "?" if found["name"] == "pinfo" else "??"
        return found["head"] + (found["rest"] + marks if found["after"] else marks + found["rest"])
    return line


def _plain(text: str) -> str:
    """Without the backslashes before quotes."""
    return re.sub(r'\\([\\"])', r"\1", text)


def _instead(found: re.Match[str]) -> str:
    """As many lines for a cell whose body is a string."""
    name, body = found["name"], found["body"]
    if name in PYTHON_BODY and name != "timeit":  # what `%timeit` binds is gone after it
        first = ANYTHING
    else:
        first, _, _ = plain_python(f"%%{name}{_plain(found['rest'])}\n{body}").partition("\n")
    return first + "\n" * body.count("\n")
