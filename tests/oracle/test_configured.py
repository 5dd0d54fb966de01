"""What the configuration says of code out of sight: found with it, shown by TensorFlow.

The options stand in the head of a fixture: `# tapelint.toml: consumers = ["ours.step"]`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tapelint.analysis import analyse
from tapelint.config import Config, configured
from tapelint.diagnostic import Problem
from tapelint.reading import read_bytes

from .linting import Found, expected_findings, implemented, place_of
from .marks import expectations
from .programs import fixture_paths, load

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FIXTURES = pytest.mark.parametrize("path", fixture_paths("configured"), ids=lambda path: path.stem)


def found(path: Path, config: Config) -> Found:
    source = read_bytes(path.read_bytes(), str(path))
    assert source is not None
    assert not isinstance(source, Problem)
    return Found((place_of(it), it.code) for it in analyse(source, config).diagnostics)


def config_of(path: Path) -> Config:
    options = re.findall(r"^# tapelint\.toml: (.*)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return configured(tomllib.loads("\n".join(options)), str(path), "")


@FIXTURES
def test_findings_are_the_marks(path: Path) -> None:
    wanted = expected_findings(expectations(load(path)), implemented())
    assert found(path, config_of(path)) == wanted


@FIXTURES
def test_without_the_options_less_is_found_and_nothing_else(path: Path) -> None:
    wanted = expected_findings(expectations(load(path)), implemented())
    assert found(path, Config()) < wanted


def test_keras_2_takes_its_variables() -> None:
    path = next(path for path in fixture_paths("configured") if path.stem == "keras_3")
    assert found(path, Config(keras_version="2")) == Found()


@pytest.mark.parametrize("stem", ["TAP112", "TAP215"])
def test_keras_2_optimizers_are_others(stem: str) -> None:
    """They divide by no scale that the program does not ask for, and take an empty zip."""
    path = next(path for path in fixture_paths("rules") if path.stem == stem)
    codes = {code for _, code in found(path, Config(keras_version="2"))}
    assert stem not in codes


@pytest.mark.tensorflow
@FIXTURES
def test_tensorflow_agrees(path: Path) -> None:
    from .observed import observe

    assert observe(path).complaints == []
