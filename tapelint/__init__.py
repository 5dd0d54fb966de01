"""tapelint: the linter that knows `tf.GradientTape` as TensorFlow itself does."""

from __future__ import annotations

__version__ = "0.1.0"
