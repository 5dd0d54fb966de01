"""`tapelint debug`: what the analysis sees, for those who work on it."""

from __future__ import annotations

from tapelint.cli.streams import emit
from tapelint.config import ConfigError
from tapelint.reading import read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace) -> int:
    """Print one view of one file."""
    from tapelint.source import Source

    source = read_file(args.file)
    if not isinstance(source, Source):
        raise ConfigError(f"{args.file}: {source.message if source else 'no tape in it'}")
    from tapelint.lower import lower
    from tapelint.lower.show import show

    program, _ = lower(source)
    emit(show(program))
    return 0
