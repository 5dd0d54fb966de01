"""A real IPython shell in this process, and what tapelint shows in it."""

from __future__ import annotations

import atexit
import contextlib
import io

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

LOAD = "%load_ext tapelint"


class Kernel:
    def __init__(self, *before: str, load: bool = True) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        self.shell = InteractiveShell(config=config)
        self.shown: list[dict[str, str]] = []
        self.shell.display_pub.publish = self._publish
        self.result = None
        for cell in (*before, LOAD) if load else before:
            self.run(cell)

    def _publish(self, data, *_, **__) -> None:
        if "tapelint" in data.get("text/html", ""):
            self.shown.append(data)

    def run(self, cell: str, *, store_history: bool = True, silent: bool = False) -> list[str]:
        """Run a cell; what tapelint says of it: code, cell and line of each finding."""
        self.shown.clear()
        self.out, self.err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(self.out), contextlib.redirect_stderr(self.err):
            self.result = self.shell.run_cell(cell, store_history=store_history, silent=silent)
        return [
            f"{words[1]} {words[0]}"
            for data in self.shown
            for line in data["text/plain"].splitlines()
            if line.startswith("session:")
            for words in [line.removeprefix("session:").split(": ", 1)]
            for words in [(words[0].rpartition(":")[0], words[1].split()[0])]
        ]

    @property
    def error(self) -> str | None:
        """What the last cell raised."""
        failed = self.result.error_in_exec or self.result.error_before_exec
        return type(failed).__name__ if failed else None

    def close(self) -> None:
        self.shell.run_cell("%unload_ext tapelint", silent=True)
        atexit.unregister(self.shell.atexit_operations)
        self.shell.restore_sys_module_state()
