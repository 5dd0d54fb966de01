"""A module that a kernel takes for TensorFlow, where what is tested needs no tensors.

Its tape has the fields of the real one, lives like it, and says what the real one says.
"""

from __future__ import annotations

import sys
import types


class GradientTape:
    def __init__(self, persistent=False):
        self._tape, self._persistent, self._recording = None, persistent, False

    def __enter__(self):
        self._tape, self._recording = object(), True
        return self

    def __exit__(self, *_):
        self._recording = False

    def gradient(self, *_):
        if self._tape is None:
            raise RuntimeError("A non-persistent GradientTape can only be used to compute one set")
        if not self._persistent:
            self._tape, self._recording = None, False
        return 1.0

    def watch(self, tensor):
        pass


class ResourceVariable:
    def __init__(self, value):
        self.value, self._trainable = value, True

    def __mul__(self, other):
        return self.value


class EagerTensor(ResourceVariable):
    pass


def install(monkeypatch) -> None:
    """Put it where `import tensorflow` looks."""
    module = types.ModuleType("tensorflow")
    module.GradientTape = GradientTape
    module.Variable = ResourceVariable
    module.constant = EagerTensor
    monkeypatch.setitem(sys.modules, "tensorflow", module)
    for name, thing in (
        ("eager.backprop", GradientTape),
        ("ops.resource_variable_ops", ResourceVariable),
        ("framework.ops", EagerTensor),
    ):
        own = types.ModuleType(f"tensorflow.python.{name}")
        setattr(own, thing.__name__, thing)
        monkeypatch.setitem(sys.modules, f"tensorflow.python.{name}", own)
