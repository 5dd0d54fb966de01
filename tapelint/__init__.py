"""tapelint: the linter that knows `tf.GradientTape` as TensorFlow itself does.

>>> import tapelint
>>> tapelint.check("import tensorflow as tf")
[]
"""

from __future__ import annotations

__version__ = "0.1.0"

_API = {"check": "analysis", "Diagnostic": "diagnostic", "Source": "source", "Config": "config"}
"""What the package offers, and the module it comes from: imported when it is asked for."""
__all__ = ["Config", "Diagnostic", "Source", "check"]


def __getattr__(name: str) -> object:
    if name not in _API:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"tapelint.{_API[name]}"), name)
