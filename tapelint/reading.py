"""From bytes to a `Source`: the gate first, then encodings and notebooks.

Nothing is imported, and nothing decoded, for bytes that do not hold the name of the class.
"""

from __future__ import annotations

from tapelint.config import USUAL, Terms
from tapelint.opening import content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tapelint.diagnostic import Problem
    from tapelint.source import Source

GATE = USUAL.words[0].encode()
"""As it stands in a file."""


class Unread:
    """The bytes of a file that may concern a tape, and how they are to be read."""

    __slots__ = ("data", "path", "terms")

    def __init__(self, path: str, data: bytes, terms: Terms = USUAL) -> None:
        self.path = path
        self.data = data
        self.terms = terms

    def read(self) -> Source | Problem | None:
        """The source in them; None if it cannot concern a tape after all."""
        return read_bytes(self.data, self.path, self.terms)


def gate(path: str, terms: Terms = USUAL) -> Unread | Problem | None:
    """The bytes of the file `path`; None if they cannot concern a tape."""
    try:
        data = content(path)
    except OSError as error:
        from tapelint.diagnostic import Problem

        message = error.strerror or str(error)
        return Problem(path, message[:1].lower() + message[1:])
    return Unread(path, data, terms) if passes(data, terms) else None


def passes(data: bytes, terms: Terms) -> bool:
    """Whether one of the words is there without which there is no tape."""
    return GATE in data or any(word.encode() in data for word in terms.words[1:])


def read_file(path: str, terms: Terms = USUAL) -> Source | Problem | None:
    """The source in the file `path`; None if it cannot concern a tape."""
    found = gate(path, terms)
    return found.read() if isinstance(found, Unread) else found


def read_bytes(data: bytes, path: str, terms: Terms = USUAL) -> Source | Problem | None:
    """The source in `data`, a notebook if `path` says so; None if it cannot concern a tape."""
    if not passes(data, terms):
        return None
    if path.endswith(".ipynb"):
        from tapelint.notebook import read_notebook

        return read_notebook(data, path, terms)
    from tapelint.diagnostic import Problem
    from tapelint.source import Source, SourceCell, plain_newlines

    found = decoded(data, path)
    if isinstance(found, Problem):
        return found
    text, _ = found
    source = Source(path, (SourceCell(None, plain_newlines(text), text),), terms)
    return source if source.concerns_tapes else None


def decoded(data: bytes, path: str) -> tuple[str, str] | Problem:
    """The text as Python reads it, and its encoding: by a byte order mark, a comment, or UTF-8."""
    import io
    import tokenize

    from tapelint.diagnostic import Problem

    encoding, refusal = "utf-8", ""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        refusal = str(error).partition(" for ")[0]
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        # The codec may have been given less than all, and have read to the end of it.
        bad = error.object[error.start : error.start + 1]
        line = len(error.object[: error.start + 1].splitlines())
        return Problem(path, f"not valid {encoding}: byte 0x{bad.hex()}", line)
    except (LookupError, ValueError):
        refusal = f"not a text encoding: {encoding}"
    return Problem(path, refusal) if refusal else (text, encoding)
