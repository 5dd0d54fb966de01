"""The analysis of one source: what the processes of a run do."""

from __future__ import annotations

from tapelint.collector import import_to_stay
from tapelint.diagnostic import Analysis, Problem
from tapelint.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tapelint.config import Config
    from tapelint.reading import Unread


def examined(unread: Unread, config: Config) -> tuple[Analysis, bool]:
    """What is found in the bytes of a file, and whether it will be found again."""
    source = unread.read()
    if isinstance(source, Source):
        return analysed(source, config)
    return Analysis(problems=() if source is None else (source,)), True


def analysed(source: Source, config: Config) -> tuple[Analysis, bool]:
    """The same for a source; a fault of our own is a problem of this source only."""
    import_to_stay("tapelint.analysis")
    from tapelint.analysis import analyse

    try:
        return analyse(source, config), True
    except Exception as error:  # whatever it is: the other files are still to be checked
        from tapelint.cli.faults import internal_error

        return Analysis(problems=(Problem(source.path, internal_error(error)),)), False
