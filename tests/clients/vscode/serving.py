"""VS Code as a web page: code-server, with our extension and nothing of the user's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

from tests.clients.browser import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "editors" / "vscode" / "tapelint.vsix"
NAMED = "TAPELINT_CODE_SERVER"
PATIENCE = 60
SETTINGS = {
    "editor.minimap.enabled": False,
    "editor.hover.delay": 100,
    "files.autoSave": "off",
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
    "chat.disableAIFeatures": True,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
}


@dataclass(frozen=True)
class Served:
    """A folder that is open in VS Code at an address."""

    address: str
    folder: Path
    data: Path

    def set(self, path: str = sys.executable, **settings: Any) -> None:
        """Settings by the names behind `tapelint.`; those of the machine are watched."""
        settings["path"] = path
        self._write("User", SETTINGS)
        self._write("Machine", {f"tapelint.{name}": each for name, each in settings.items()})

    def _write(self, whose: str, settings: dict[str, Any]) -> None:
        file = self.data / whose / "settings.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings), encoding="utf-8")


def program() -> str:
    """code-server, as it is named in the environment or found; without one the test is skipped."""
    named = os.environ.get(NAMED)
    found = shutil.which(named or "code-server")
    if found is None and named:
        pytest.fail(f"{NAMED} names {named}, which is no program")
    if found is None:
        pytest.skip(f"needs code-server, on the PATH or named by {NAMED}")
    if not PACKAGE.exists():
        pytest.fail("no extension to install: `npm ci && npm run package` in editors/vscode")
    return found


@contextmanager
def served(scratch: Path) -> Iterator[Served]:
    """VS Code with the extension and an empty folder."""
    port = free_port()
    here = Served(f"http://127.0.0.1:{port}", scratch / "folder", scratch / "data")
    here.folder.mkdir()
    here.set()
    places = ["--user-data-dir", str(here.data), "--extensions-dir", str(scratch / "extensions")]
    environment = {**os.environ, "EXTENSIONS_GALLERY": "{}", "PYTHONPATH": str(ROOT)}
    install = [program(), *places, "--install-extension", str(PACKAGE)]
    subprocess.run(install, env=environment, check=True, capture_output=True, timeout=PATIENCE)
    options = ["--auth", "none", "--disable-telemetry", "--disable-update-check"]
    address = ["--bind-addr", f"127.0.0.1:{port}"]
    with (scratch / "log").open("wb") as log:
        command = [program(), *places, *options, *address, str(here.folder)]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _await(process, here.address)
            yield here
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _await(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            assert process.poll() is None, "code-server has ended"
            assert time.monotonic() < end, "code-server does not answer"
            time.sleep(0.2)
