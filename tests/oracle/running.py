"""Runs a fixture under TensorFlow and returns what was seen."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import traceback
import types
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tensorflow as tf  # type: ignore[import-untyped, unused-ignore]

from .instrument import Recorder, patched
from .marks import Expectations
from .programs import FIXTURES, Program
from .record import ANYWHERE, Escape, Record
from .rewrite import AUGMENT, CALL, ENTER, Probed, probe

STAND_INS = FIXTURES / "stand_ins"
"""Small stand-ins for libraries that fixtures import."""


def run(program: Program, expected: Expectations, recorder: Recorder | None = None) -> Record:
    """Run `program` cell by cell in one fresh namespace."""
    recorder = recorder or Recorder()
    recorder.swallowing |= {place for place, mark in expected.marks.items() if mark.codes}
    scope = types.ModuleType("__main__").__dict__
    scope.update(zip((CALL, ENTER, AUGMENT), recorder.probes(), strict=True))
    with (
        tempfile.TemporaryDirectory() as folder,
        _world(program.path),
        recorder.effects.counting(),
        patched(recorder),
    ):
        for cell in program.cells:
            path = Path(folder) / f"{program.path.stem}_{cell.index}.py"
            marked = {line for index, line in expected.marks if index == cell.index}
            try:
                probed = probe(cell.code, marked, cell=cell.index, guarded=program.is_notebook)
                path.write_text(probed.text, encoding="utf-8")
                scope["__file__"] = str(path)
                _prepare(recorder, cell.index, path, probed)
                exec(compile(probed.text, str(path), "exec", dont_inherit=True), scope)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the program does
                recorder.record.escapes.append(_escape(error, recorder, cell.index))
                if not program.is_notebook:
                    break
        recorder.effects.end(recorder.record, marked=bool(expected.marks))
    return recorder.record


def _prepare(recorder: Recorder, index: int, path: Path, probed: Probed) -> None:
    """Tell the recorder of one more cell."""
    recorder.files[str(path)] = index
    for line, column in probed.guarded:
        recorder.guarded |= {((index, line), column), ((index, line), ANYWHERE)}
    recorder.record.derivatives |= {((index, line), column) for line, column in probed.derivatives}


def _escape(error: BaseException, recorder: Recorder, cell: int) -> Escape:
    place = (cell, getattr(error, "lineno", None) or 0)
    for frame, line in traceback.walk_tb(error.__traceback__):
        if (index := recorder.files.get(frame.f_code.co_filename)) is not None:
            place = (index, line)
    return Escape(place, f"{type(error).__name__}: {str(error)[:300]}")


@contextlib.contextmanager
def _world(path: Path) -> Iterator[None]:
    """The surroundings of a program: import path, `__main__`, TensorFlow's defaults, silence."""
    modules, main, search = set(sys.modules), sys.modules["__main__"], list(sys.path)
    sys.path[:0] = [str(path.parent), str(STAND_INS)]
    _reset()
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        _reset()
        sys.path[:] = search
        sys.modules["__main__"] = main
        for name in set(sys.modules) - modules:
            if _is_ours(sys.modules[name]):
                del sys.modules[name]


def _is_ours(module: Any) -> bool:
    return str(FIXTURES) in str(getattr(module, "__file__", None) or "")


def _reset() -> None:
    tf.config.run_functions_eagerly(False)
    tf.keras.backend.clear_session(free_memory=False)  # to collect garbage costs most of a run
    tf.keras.utils.set_random_seed(7)
