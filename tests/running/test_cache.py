from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tapelint import cache as module
from tapelint.analysis import analyse
from tapelint.cache import CLEAN, NO_MATTER, Cache, clean, directory
from tapelint.config import Config
from tapelint.diagnostic import Analysis, Problem
from tapelint.source import Source

FIXTURES = Path(__file__).parents[2] / "fixtures"
BAD = Analysis(problems=(Problem("x.py", "bad"),))
KEY = "0" * 32


@pytest.fixture
def where(tmp_path):
    return str(tmp_path / "cache")


def stored(where, key=KEY, analysis=BAD):
    made = Cache(where)
    made.key(b"", "x.py", Config())
    made.keep(key, analysis)
    made.save()
    return results(where)


def results(where):
    return [path for path in Path(where).iterdir() if path.name.startswith("results-")]


def found(where, key=KEY, **options):
    made = Cache(where, **options)
    made.key(b"", "x.py", Config())
    return made.look_up(key)


# --- the key -------------------------------------------------------------------------------


def other(value):
    """A value of the same option that is not this one."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str() | None:
            return "another"
        case dict():
            return {**value, "another": "value"}
        case frozenset():
            return value | {"another"}
        case tuple():
            return (*value, "another")
    raise AssertionError(f"what else could {value!r} be?")


@pytest.mark.parametrize("option", Config._fields)
def test_every_option_is_in_the_key_unless_it_is_known_not_to_matter(option, where):
    plain = Config()
    changed = plain._replace(**{option: other(getattr(plain, option))})
    keys = {Cache(where).key(b"text", "x.py", config) for config in (plain, changed)}
    assert len(keys) == (1 if option in NO_MATTER else 2)


class Strict(Config):
    """A configuration of which an analysis may not ask everything."""

    __slots__ = ()

    def __getattribute__(self, name):
        assert name not in NO_MATTER, f"the analysis asks for `{name}`"
        return super().__getattribute__(name)


@pytest.mark.parametrize(
    "path", sorted((FIXTURES / "rules").glob("*.py"))[::6], ids=lambda p: p.name
)
def test_what_is_not_in_the_key_does_not_matter(path):
    source = Source.from_text(path.read_text(encoding="utf-8"), str(path))
    assert analyse(source, Strict()).diagnostics or "TAP1" not in path.name


def test_content_path_and_version_are_in_the_key(where, monkeypatch):
    key = Cache(where).key(b"text", "x.py", Config())
    assert Cache(where).key(b"text", os.path.abspath("x.py"), Config()) == key
    assert Cache(where).key(b"texts", "x.py", Config()) != key
    assert Cache(where).key(b"text", "x.ipynb", Config()) != key
    (first,) = stored(where)
    monkeypatch.setattr(module, "__version__", "9.9")
    assert found(where) is None
    assert len(stored(where)) == 2
    assert first in results(where)


def test_sets_have_no_order_in_the_key():
    program = (
        "from tapelint.cache import Cache; from tapelint.config import Config\n"
        "words = frozenset(map(str, range(50)))\n"
        "print(Cache(None).key(b'', 'x.py', Config(select={'a': words, 'b': [words]})))"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


# --- reading and writing -------------------------------------------------------------------


def test_what_is_kept_is_found(where):
    stored(where)
    assert found(where) == '[[],[["","bad",null,null,null]]]'
    assert found(where, "1" * 32) is None
    stored(where, "1" * 32, Analysis())
    assert found(where, "1" * 32) == CLEAN
    assert found(where)


def test_the_directory_says_what_it_is(where):
    stored(where)
    assert "*" in (Path(where) / ".gitignore").read_text().splitlines()
    tag = (Path(where) / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_a_directory_of_somebody_else_gets_no_more_than_results(where):
    Path(where).mkdir()
    stored(where)
    assert [path.name for path in Path(where).iterdir()] == [results(where)[0].name]


def test_runs_at_the_same_time_keep_each_others_results(where):
    one, two = Cache(where), Cache(where)
    for number, made in enumerate((one, two)):
        made.key(b"", "x.py", Config())
        made.keep(str(number) * 32, BAD)
    one.save()
    two.save()
    assert found(where, "0" * 32)
    assert found(where, "1" * 32)


def test_who_was_killed_while_writing_holds_nobody_up_for_long(where, monkeypatch):
    (path,) = stored(where)
    lock = Path(f"{path}.lock")
    lock.touch()
    waits = []
    monkeypatch.setattr(module.time, "sleep", waits.append)
    stored(where, "1" * 32)
    assert len(waits) == module.TRIES
    assert not lock.exists()
    assert found(where) is not None
    stored(where, "2" * 32)
    assert len(waits) == module.TRIES


def test_findings_are_not_taken_where_they_would_be_applied(where):
    stored(where)
    stored(where, "1" * 32, Analysis())
    assert found(where, is_trusted=False) is None
    assert found(where, "1" * 32, is_trusted=False) == CLEAN


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\0\xff\n" * 9,
        b"garbage",
        f"{KEY}\n".encode(),
        f"{KEY} \n".encode(),
        f"{KEY} 1".encode(),
        f"{KEY} 1 ".encode(),
        f"{KEY} x -\n".encode(),
        f"{KEY} {'9' * 5000} -\n".encode(),
        f"{KEY[1:]} 1 -\n".encode(),
    ],
)
def test_lines_in_bad_shape_are_no_results(where, text):
    (path,) = stored(where)
    path.write_bytes(text)
    assert found(where) is None
    stored(where)
    assert found(where)


def test_every_beginning_of_the_file_holds_the_truth_or_nothing(where):
    stored(where, "1" * 32, Analysis())
    (path,) = stored(where)
    whole, data = found(where), path.read_bytes()
    for end in range(len(data)):
        path.write_bytes(data[:end])
        assert found(where, "1" * 32) in (None, CLEAN)
        # A cut in the middle of the findings is caught when they are decoded.
        assert whole.startswith(found(where) or "")
        assert found(where) != CLEAN


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("call", ["os.makedirs", "os.replace"])
def test_what_cannot_be_written_is_not(where, monkeypatch, code, call):
    def fail(*_, **__):
        raise OSError(code, os.strerror(code))

    if call == "os.replace":
        stored(where, "1" * 32)
    with monkeypatch.context() as patch:
        patch.setattr(call, fail)
        made = Cache(where)
        made.key(b"", "x.py", Config())
        made.keep(KEY, BAD)
        made.save()
    assert not any(".tmp" in p.name for p in Path(where).glob("*"))
    assert found(where) is None
    assert bool(found(where, "1" * 32)) is (call == "os.replace")


def test_a_full_disk_leaves_the_old_file(where, monkeypatch):
    stored(where, "1" * 32)

    class Full:
        def __init__(self, path, _mode):
            Path(path).touch()

        def __enter__(self):
            return self

        def __exit__(self, *_):
            raise OSError(errno.ENOSPC, "No space left on device")

        def write(self, data):
            pass

    real = open
    with monkeypatch.context() as patch:
        patch.setattr(
            "builtins.open", lambda p, m="r", **k: Full(p, m) if m == "xb" else real(p, m, **k)
        )
        stored(where)
    assert len(results(where)) == 1
    assert found(where) is None
    assert found(where, "1" * 32)


@pytest.mark.parametrize("kind", ["directory", "pipe", "loop"])
def test_what_stands_in_the_place_of_the_file_does_no_harm(where, kind):
    (path,) = stored(where)
    path.unlink()
    if kind == "directory":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(path)
    assert found(where) is None
    stored(where)


def test_a_file_in_the_place_of_the_directory(where):
    Path(where).write_text("mine")
    made = Cache(where)
    made.key(b"", "x.py", Config())
    made.keep(KEY, BAD)
    made.save()
    assert found(where) is None
    assert not clean(where)
    assert Path(where).read_text() == "mine"


# --- growth --------------------------------------------------------------------------------


def test_what_was_of_no_use_for_a_month_is_dropped(where, monkeypatch):
    stored(where, "1" * 32)
    stored(where, "2" * 32)
    day = module.DAYS // 2
    clock = module.time.time
    monkeypatch.setattr(module.time, "time", lambda: clock() + day * 86400)
    made = Cache(where)
    made.key(b"", "x.py", Config())
    assert made.look_up("1" * 32)
    made.save()
    monkeypatch.setattr(module.time, "time", lambda: clock() + (module.DAYS + 2) * 86400)
    stored(where, "3" * 32)
    assert found(where, "1" * 32)
    assert found(where, "2" * 32) is None


def test_there_is_a_most(where, monkeypatch):
    monkeypatch.setattr(module, "MOST", 10)
    for start in (0, 10):
        made = Cache(where)
        made.key(b"", "x.py", Config())
        for number in range(start, start + 10):
            made.keep(f"{number:032}", BAD)
        made.save()
    assert len(results(where)[0].read_text().splitlines()) == 10
    monkeypatch.setattr(module, "LARGEST", 500)
    stored(where)
    assert 0 < results(where)[0].stat().st_size <= 500


def test_few_files_of_other_versions_are_kept(where, monkeypatch):
    for number in range(module.GENERATIONS + 4):
        monkeypatch.setattr(module, "__version__", f"0.{number}")
        stored(where)
    assert len(results(where)) == module.GENERATIONS + 1


def test_a_run_that_learns_nothing_writes_nothing(where):
    (path,) = stored(where)
    before = path.stat().st_mtime_ns
    made = Cache(where)
    made.key(b"", "x.py", Config())
    assert made.look_up(KEY)
    made.save()
    assert path.stat().st_mtime_ns == before


# --- where ---------------------------------------------------------------------------------


def test_where_results_are_kept(tmp_path, monkeypatch):
    monkeypatch.delenv(module.VARIABLE, raising=False)
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    (tmp_path / "pyproject.toml").touch()
    assert directory(None) == str(tmp_path / ".tapelint_cache")
    monkeypatch.setenv(module.VARIABLE, "elsewhere")
    assert directory(None) == str(inner / "elsewhere")
    assert directory("here") == str(inner / "here")


def test_clean_removes_what_is_ours_only(where):
    stored(where)
    (Path(where) / "mine.txt").touch()
    assert not clean(where)
    assert [path.name for path in Path(where).iterdir()] == ["mine.txt"]
    (Path(where) / ".gitignore").write_text("mine")
    (Path(where) / "mine.txt").unlink()
    assert not clean(where)
    assert (Path(where) / ".gitignore").read_text() == "mine"
    (Path(where) / ".gitignore").unlink()
    assert clean(where)
    assert not Path(where).exists()
