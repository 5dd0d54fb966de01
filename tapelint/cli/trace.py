"""`tapelint trace`: a picture of the lives of the tapes of one file."""

from __future__ import annotations

import os
import re
import shutil
import sys

from tapelint.cli.streams import emit
from tapelint.config import Config, ConfigError
from tapelint.reading import read_bytes, read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from tapelint.diagnostic import Problem
    from tapelint.picture.panel import Panel
    from tapelint.source import Source

WIDE = 110
"""The columns of a picture that is not drawn on a terminal."""


def run(args: argparse.Namespace) -> int:
    """Draw one file, or a part of it."""
    from tapelint.analysis import analyse
    from tapelint.picture.panel import panels

    path, numbers = _target(args.file)
    source = _source(path, args.stdin_filename)
    found = panels(source, analyse(source, Config(), lives=True))
    chosen = _chosen(found, numbers, path, is_notebook=source.cells[0].index is not None)
    emit(_drawn(source.path, chosen))
    return 0
