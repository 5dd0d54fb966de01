"""The extension in a kernel process, as notebooks run it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from jupyter_client import manager

STAND_IN = Path(__file__).with_name("stand_in.py")
INSTALL = f"""
import importlib.util, sys, types
spec = importlib.util.spec_from_file_location("stand_in", {str(STAND_IN)!r})
stand_in = importlib.util.module_from_spec(spec)
spec.loader.exec_module(stand_in)
stand_in.install(types.SimpleNamespace(setitem=lambda where, key, it: where.update({{key: it}})))
"""


@pytest.mark.filterwarnings("ignore")
def test_findings_are_output_of_their_cell_and_fixes_replace_it(monkeypatch, tmp_path):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(p for p in sys.path if p))
    monkeypatch.chdir(tmp_path)
    kernel, client = manager.start_new_kernel(startup_timeout=120)
    try:
        assert run(client, INSTALL)[0] == []
        assert run(client, "%load_ext tapelint")[0] == []
        made = "import tensorflow as tf\nx = tf.Variable(3.0)\n"
        recorded = "with tf.GradientTape() as tape:\n    y = x * x\ntape.gradient(y, x)"
        shown, _ = run(client, made + recorded)
        assert [list(data) for data in shown] == [["text/plain"]]
        shown, _ = run(client, "%%tapelint\ntape.gradient(y, x)")
        assert "TAP101" in shown[0]["text/html"]
        assert shown[0]["text/plain"].startswith("session:cell 4:2:1: TAP101")
        _, payload = run(client, "%tapelint fix")
        assert payload == [
            {
                "source": "set_next_input",
                "text": made + recorded.replace("()", "(persistent=True)"),
                "replace": True,
            }
        ]
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)


def run(client, cell):
    """The outputs of a cell, and what it asks of the front end."""
    shown = []

    def hear(message):
        if message["msg_type"] in ("display_data", "execute_result"):
            shown.append(message["content"]["data"])

    reply = client.execute_interactive(cell, timeout=60, output_hook=hear)
    return shown, reply["content"].get("payload", [])
