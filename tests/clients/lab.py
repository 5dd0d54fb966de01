"""A JupyterLab of its own, whose settings, data and notebooks are thrown away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import IO, TYPE_CHECKING, Any

from .browser import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

READY = "is running at"
STEP = 90_000
"""Milliseconds for what a slow machine needs long for, such as starting TensorFlow."""
SETTINGS: dict[str, Any] = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false"},
    "@jupyter-lsp/jupyterlab-lsp/plugin": {
        "language_servers": {
            "pylsp": {"serverSettings": {"pylsp.plugins.pycodestyle.enabled": False}}
        }
    },
}
"""All cells are drawn, nothing pops up, and nobody speaks of empty lines."""

PLACES = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
}


@dataclass(frozen=True)
class Lab:
    """One that runs. `server`: the language server that it is to ask."""

    url: str
    server: str

    def open(self, page: Page, name: str) -> None:
        """Open a notebook, and nothing else."""
        page.goto(f"{self.url}/lab/tree/{name}?reset")
        cells(page).first.wait_for(timeout=STEP)

    def asked(self, page: Page) -> set[str]:
        """The language servers that were started."""
        sessions = page.request.get(f"{self.url}/lsp/status").json()["sessions"]
        return {name for name, session in sessions.items() if session["status"] == "started"}


def cells(page: Page) -> Locator:
    return page.locator(".jp-Notebook .jp-Cell")


def command(page: Page, name: str) -> None:
    """Run a command by its name."""
    page.keyboard.press("Control+Shift+C")
    page.locator(".lm-CommandPalette-input").first.fill(name)
    page.locator(".lm-CommandPalette-itemLabel", has_text=name).first.click()


@contextmanager
def jupyterlab(home: Path, root: Path, server: str, servers: dict[str, Any]) -> Iterator[Lab]:
    """JupyterLab over the notebooks of a directory. `servers`: those that are not as installed."""
    for name, table in SETTINGS.items():
        path = home / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(table))
    (home / "config").mkdir(exist_ok=True)
    manager = {"LanguageServerManager": {"language_servers": servers}}
    (home / "config" / "jupyter_server_config.json").write_text(json.dumps(manager))
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"),
            *(f"--ServerApp.root_dir={root}", "--IdentityProvider.token="),
        ],
        env={**os.environ, **{name: str(home / place) for name, place in PLACES.items()}},
        stderr=subprocess.PIPE,
        text=True,
    )
    reader = Thread(target=deque, args=(process.stderr, 0))
    try:
        _await(process.stderr)
        reader.start()
        yield Lab(f"http://127.0.0.1:{port}", server)
    finally:
        process.terminate()
        process.wait()
        if reader.is_alive():
            reader.join()
        process.stderr.close()


def _await(told: IO[str]) -> None:
    """Read until it is ready."""
    said = []
    for line in told:
        said.append(line)
        if READY in line:
            return
    raise AssertionError("".join(said))
