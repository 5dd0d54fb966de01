"""What jupyter-lsp is told of the language server: how JupyterLab starts it.

Where several servers speak Python, JupyterLab asks one of them; where that is python-lsp-server,
tapelint speaks there, as its plugin.
"""

from __future__ import annotations

import sys
from typing import Any


def servers(_: object) -> dict[str, Any]:
    """The servers that there are; jupyter-lsp gives its manager of servers."""
    from importlib.util import find_spec

    if find_spec("pygls") is None:
        return {}
    return {
        "tapelint": {
            "version": 2,
            "argv": [sys.executable, "-m", "tapelint", "server"],
            "languages": ["python"],
            "mime_types": ["text/python", "text/x-ipython"],
            "display_name": "tapelint",
            "requires_documents_on_disk": False,
            "install": {"pip": "pip install 'tapelint[server]'"},
        }
    }
