"""`tapelint clean`: the results of earlier runs are removed."""

from __future__ import annotations

import os

from tapelint import cache
from tapelint.cli.streams import TROUBLE, complain, emit
from tapelint.discovery import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace) -> int:
    """Remove what we made in the directory of the cache; the exit code."""
    where = cache.directory(args.cache_dir)
    if not os.path.lexists(where):
        emit(f"Nothing to remove: there is no {shown(where)}.")
        return 0
    if not cache.clean(where):
        complain(f"warning: {shown(where)} stays, as it holds what is not tapelint's")
        return TROUBLE if os.path.isfile(where) else 0
    emit(f"Removed {shown(where)}.")
    return 0
