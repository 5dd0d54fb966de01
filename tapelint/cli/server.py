"""`tapelint server`: the language server on standard input and output."""

from __future__ import annotations

import gc

from tapelint.config import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

INSTALL = "pip install 'tapelint[server]'"


def run(_: argparse.Namespace) -> int:
    """Serve one editor until it leaves; then the process ends."""
    # All that is imported stays: there is no garbage in it to look for.
    gc.disable()
    try:
        from tapelint.server.service import serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("tapelint"):
            raise
        raise ConfigError(f"the language server needs more packages: {INSTALL}") from None
    finally:
        gc.enable()
    gc.freeze()
    serve()
