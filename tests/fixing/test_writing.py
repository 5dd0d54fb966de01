from __future__ import annotations

import os
import stat
import threading

import pytest

from tapelint import writing
from tapelint.writing import WriteError, replace


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "x.py"
    path.write_bytes(b"old")
    return path


def alone(path):
    """Nothing is left beside the file."""
    return [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o640])
def test_new_bytes_and_the_old_mode(file, mode):
    file.chmod(mode)
    replace(str(file), b"old", b"new\r\n")
    assert file.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert alone(file)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="not the superuser")
def test_owner(file):
    os.chown(file, 1234, 4321)
    file.chmod(0o640)
    replace(str(file), b"old", b"new")
    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 4321)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_an_owner_that_may_not_be_given(file, monkeypatch):
    def refuse(*given):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chown", refuse)
    replace(str(file), b"old", b"new")
    assert file.read_bytes() == b"new"


def test_links_stay_links(file, tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "a.py").symlink_to("b.py")
    (inner / "b.py").symlink_to(file)
    replace(str(inner / "a.py"), b"old", b"new")
    assert file.read_bytes() == b"new"
    assert (inner / "a.py").readlink().name == "b.py"
    assert (inner / "b.py").is_symlink()
    assert not file.is_symlink()


def test_of_hard_links_one_is_replaced(file, tmp_path):
    other = tmp_path / "y.py"
    other.hardlink_to(file)
    replace(str(file), b"old", b"new")
    assert (file.read_bytes(), other.read_bytes()) == (b"new", b"old")


def test_a_file_that_has_changed_is_left(file):
    with pytest.raises(WriteError, match=r"^it has changed since it was read$"):
        replace(str(file), b"older", b"new")
    assert file.read_bytes() == b"old"
    assert alone(file)


def test_a_file_that_has_gone(file):
    file.unlink()
    with pytest.raises(WriteError, match=r"^no such file or directory$"):
        replace(str(file), b"old", b"new")


def test_a_loop_of_links(tmp_path):
    (tmp_path / "x.py").symlink_to("x.py")
    with pytest.raises(WriteError, match="symbolic links"):
        replace(str(tmp_path / "x.py"), b"", b"new")


def test_a_read_only_file(file, monkeypatch):
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    with pytest.raises(WriteError, match=r"^the file is read-only$"):
        replace(str(file), b"old", b"new")
    assert alone(file)


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("mkstemp", "^no file can be made in its directory: no space left on device$"),
        ("fsync", "^no space left on device$"),
        ("replace", "^no space left on device$"),
    ],
)
def test_whatever_fails_the_old_file_is_whole(file, monkeypatch, step, message):
    def fail(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.tempfile if step == "mkstemp" else os, step, fail)
    with pytest.raises(WriteError, match=message):
        replace(str(file), b"old", b"new")
    assert file.read_bytes() == b"old"
    assert alone(file)


def test_an_interrupt_leaves_nothing_behind(file, monkeypatch):
    def interrupt(*given):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        replace(str(file), b"old", b"new")
    assert file.read_bytes() == b"old"
    assert alone(file)


def test_two_writers_and_a_reader(file):
    """Each write is whole, and one that comes too late says so."""
    contents = [bytes([65 + n]) * 100_000 for n in range(8)]
    refused, seen = [], set()

    def write(number):
        while True:
            old = file.read_bytes()
            seen.add(old)
            try:
                replace(str(file), old, contents[number])
            except WriteError as error:
                refused.append(str(error))
            else:
                return

    writers = [threading.Thread(target=write, args=[number]) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert seen <= {b"old", *contents}
    assert file.read_bytes() in contents
    assert set(refused) <= {"it has changed since it was read"}
    assert alone(file)
