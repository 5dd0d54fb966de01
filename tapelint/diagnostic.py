"""What tapelint says: findings, where they stand, and the problems of reading a source."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from tapelint.dataclass import dataclass, field

if TYPE_CHECKING:
    from tapelint.lives import Life


class Severity(str, Enum):
    """How bad it is; the names of SARIF and LSP are derived from these."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Certainty(str, Enum):
    """DEFINITE: on every execution that reaches the call. POSSIBLE: on some."""

    DEFINITE = "definite"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of source text: lines from 1, columns from 0 in code points, end exclusive.

    In a notebook `cell` is the 1-based index among all its cells and lines count from the
    top of that cell; in a file `cell` is None.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    cell: int | None = None

    @property
    def order(self) -> tuple[int, int, int]:
        """Key of the position in reading order."""
        return (self.cell or 0, self.line, self.column)


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains a finding, with a short label."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of `span` by `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A cure: text edits that do not overlap; `safe` keeps every currently correct result."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `span` is the primary range: for 1xx and 2xx rules the whole derivative call. `fix` is the
    way out that is offered; `alternatives` are others, none of which is ever applied unasked.
    """

    path: str
    span: Span
    code: str
    name: str
    message: str
    severity: Severity
    certainty: Certainty
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    url: str | None = None
    alternatives: tuple[Fix, ...] = ()

    @property
    def order(self) -> tuple[tuple[int, int, int], str]:
        """Key by which findings of one source are reported."""
        return (self.span.order, self.code)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a source, or a part of it, could not be read; one line for the user."""

    path: str
    message: str
    line: int | None = None
    column: int | None = None
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that is known about one source; the lives of its tapes if they were asked for."""

    diagnostics: tuple[Diagnostic, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    lives: tuple[Life, ...] = ()
