from __future__ import annotations

import pytest

from . import stand_in
from .kernel import Kernel


@pytest.fixture
def kernel(monkeypatch, tmp_path):
    """A shell with the extension, and a module that it takes for TensorFlow."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    stand_in.install(monkeypatch)
    shell = Kernel()
    yield shell
    shell.close()
