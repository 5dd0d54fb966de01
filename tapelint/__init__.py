"""tapelint: the linter that knows `tf.GradientTape` as TensorFlow itself does.

>>> import tapelint
>>> tapelint.check("import tensorflow as tf")
[]
"""

from __future__ import annotations

__version__ = "0.1.0"

_API = {"check": "analysis", "Diagnostic": "diagnostic", "Source": "source", "Config": "config"}
"""What the package offers, and the module it comes from: imported when it is asked for."""
_EXTENSION = ("load_ipython_extension", "unload_ipython_extension")
"""What `%load_ext tapelint` looks for."""
__all__ = ["Config", "Diagnostic", "Source", "check"]


def __getattr__(name: str) -> object:
    module = "ipython" if name in _EXTENSION else _API.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"tapelint.{module}"), name)
