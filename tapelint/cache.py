"""What was found before: a file of results in a directory of its own, beside the project.

A result is kept under a hash of all that it depends on: the bytes of the source, its path, the
configuration, and everything that analyses (`_stamp`). The file has a line for each result: the
hash, the day on which it was last of use, and the findings as JSON, or `-` where there are none.
It is only ever replaced as a whole, so that runs at the same time cannot harm each other. A cache
that cannot be read or written is no cache: nothing here raises, and nobody is told.

Trust: whoever can write to the directory can hide findings or make some up, no more. A line is
text that is checked (`encoded`); and fixes from it are not applied (see `Cache.is_trusted`).
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager, suppress
from hashlib import blake2b

from tapelint import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tapelint.config import Config
    from tapelint.diagnostic import Analysis

DIRECTORY = ".tapelint_cache"
VARIABLE = "TAPELINT_CACHE_DIR"
"""The environment variable that names another directory."""
NO_MATTER = frozenset({"exclude", "extend_exclude", "force_exclude", "respect_gitignore", "origin"})
"""The options that decide which files are read, and not what is found in them."""
CLEAN = "-"
DAYS = 30
"""A result that was of no use for so long is dropped."""
MOST, LARGEST = 20_000, 64 << 20
"""Results in one file, and its size in bytes."""
GENERATIONS = 4
"""Files of other versions that are kept."""
TRIES, PAUSE = 50, 0.01
"""How often to look whether another process is done with the file, and the seconds between."""

_TAG = "CACHEDIR.TAG"
_FILES = {
    _TAG: "Signature: 8a477f597d28d172789f06886806bc55\n# Made by tapelint.\n",
    ".gitignore": "# Made by tapelint.\n*\n",
}
_HASH = 32


def directory(chosen: str | None) -> str:
    """Where results are kept: as chosen, or in the directory of the project we are in."""
    given = chosen or os.environ.get(VARIABLE)
    return os.path.abspath(given) if given else os.path.join(_project(os.getcwd()), DIRECTORY)


def _project(here: str) -> str:
    """The nearest directory from `here` upward that looks like the root of a project."""
    above = here
    while True:
        for name in ("tapelint.toml", "pyproject.toml", ".git"):
            if os.path.exists(os.path.join(above, name)):
                return above
        parent = os.path.dirname(above)
        if parent == above:
            return here
        above = parent


def clean(where: str) -> bool:
    """Remove what we made in a directory, and the directory if that was all; whether it is gone."""
    for path in [*_results(where), *(os.path.join(where, name) for name in _FILES)]:
        if os.path.basename(path) not in _FILES or _is_ours(path):
            _remove(path)
    try:
        os.rmdir(where)
    except OSError:
        return not os.path.lexists(where)
    return True


class Cache:
    """The results in one directory; None: those of this process, which are gone with it.

    `is_trusted` False: findings are not taken from it, only that there are none. The edits of a
    fix that came from a repository along with its cache must not be written into its sources.
    """

    def __init__(self, where: str | None, *, is_trusted: bool = True) -> None:
        self._where = where
        self._is_trusted = is_trusted
        self._file = ""
        self._known: dict[str, tuple[int, str]] = {}
        self._news: dict[str, tuple[int, str]] = {}
        self._today = int(time.time() // 86400)

    def key(self, data: bytes, path: str, config: Config) -> str:
        """The name of the result for these bytes of the file `path`."""
        if not self._file and self._where is not None:
            self._file = os.path.join(self._where, f"results-{_stamp()}.txt")
            self._known = dict(_lines(self._file))
        settings = [
            (name, _plain(value))
            for name, value in zip(config._fields, config, strict=True)
            if name not in NO_MATTER
        ]
        made = blake2b(data, digest_size=_HASH // 2)
        about = repr((os.path.abspath(path), settings))
        made.update(about.encode(errors="surrogatepass"))
        made.update(len(about).to_bytes(8, "big"))
        return made.hexdigest()

    def look_up(self, key: str) -> str | None:
        """What `encoded` made of the result, or `CLEAN`; None if it is not known."""
        known = self._news.get(key) or self._known.get(key)
        if known is None or (known[1] != CLEAN and not self._is_trusted):
            return None
        if known[0] != self._today:
            self._news[key] = (self._today, known[1])
        return known[1]

    def keep(self, key: str, analysis: Analysis) -> None:
        """Add a result."""
        text = CLEAN
        if analysis.diagnostics or analysis.problems:
            from tapelint.encoded import encoded

            text = encoded(analysis)
        self._news[key] = (self._today, text)

    def save(self) -> None:
        """Write the file anew, if there is anything to add to it."""
        if not self._news:
            return
        news, self._news = self._news, {}
        self._known.update(news)
        if self._where is not None:
            with suppress(OSError):
                _prepare(self._where)
                with _one_at_a_time(f"{self._file}.lock"):
                    # What came in the meantime stays.
                    self._known = {**self._known, **dict(_lines(self._file)), **news}
                    _replace(self._file, self._recent())
                _drop_old(self._where, self._file)

    def _recent(self) -> bytes:
        """The results that are worth keeping."""
        days = range(self._today - DAYS, self._today + 1)
        recent = [item for item in self._known.items() if item[1][0] in days]
        recent.sort(key=lambda item: -item[1][0])
        lines = [f"{key} {day} {result}\n".encode() for key, (day, result) in recent[:MOST]]
        while sum(map(len, lines)) > LARGEST:
            del lines[len(lines) // 2 :]
        return b"".join(lines)


def _plain(value: object) -> object:
    """A value of an option as it looks the same in every process."""
    if isinstance(value, dict):
        return sorted((repr(_plain(k)), _plain(v)) for k, v in value.items())
    if isinstance(value, (set, frozenset)):
        return sorted(repr(_plain(each)) for each in value)
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return value


def _stamp() -> str:
    """Names what analyses: our own files, libcst's, and Python."""
    made = blake2b(repr((__version__, sys.version)).encode(), digest_size=8)
    own = os.path.dirname(__file__)
    for place in (own, *(os.path.join(path, "libcst") for path in sys.path)):
        for name, size, changed in sorted(_modules(place)):
            made.update(f"{name} {size} {changed}\n".encode(errors="surrogatepass"))
    return made.hexdigest()


def _modules(place: str) -> Iterator[tuple[str, int, int]]:
    """The modules of a package; of libcst those at its top, which change with its version."""
    todo = [place]
    while todo:
        try:
            with os.scandir(todo.pop()) as entries:
                for entry in entries:
                    if entry.is_file() and entry.name.endswith((".py", ".so", ".pyd")):
                        found = entry.stat()
                        yield entry.path, found.st_size, found.st_mtime_ns
                    elif entry.is_dir() and not place.endswith("libcst"):
                        todo.append(entry.path)
        except OSError:
            continue


# --- files ---------------------------------------------------------------------------------


def _lines(path: str) -> Iterator[tuple[str, tuple[int, str]]]:
    """The lines of a file of results that are in good shape."""
    try:
        # What is no ordinary file may never end, or never begin.
        if not os.path.isfile(path) or os.path.getsize(path) > LARGEST:
            return
        with open(path, "rb") as file:
            text = file.read(LARGEST).decode("ascii", "replace")
    except OSError:
        return
    for line in text.split("\n"):
        key, _, rest = line.partition(" ")
        day, _, result = rest.partition(" ")
        if len(key) == _HASH and day.isdecimal() and len(day) < 8 and result:
            yield key, (int(day), result)


def _prepare(where: str) -> None:
    """Make the directory. Git and programs that make backups leave it out."""
    try:
        os.makedirs(where)
    except FileExistsError:
        return
    for name, text in _FILES.items():
        _replace(os.path.join(where, name), text.encode())


def _replace(path: str, data: bytes) -> None:
    """Put a file in place at once and whole, or not at all."""
    new = f"{path}.{os.getpid()}.{time.monotonic_ns()}.tmp"
    try:
        with open(new, "xb") as file:
            file.write(data)
        os.replace(new, path)
    except OSError:
        _remove(new)
        raise


@contextmanager
def _one_at_a_time(lock: str) -> Iterator[None]:
    """Keep out others that add to the same file, as far as they can be waited for.

    Processes that work side by side end at the same time. Who was killed in here holds up the next
    one for a moment, and nobody after it.
    """
    for _ in range(TRIES):
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            time.sleep(PAUSE)
    try:
        yield
    finally:
        _remove(lock)


def _drop_old(where: str, current: str) -> None:
    """Remove the files of other versions but the latest, and what killed runs left behind."""
    others = [path for path in _results(where) if path != current]
    others.sort(key=os.path.getmtime, reverse=True)
    for path in others[GENERATIONS:]:
        _remove(path)


def _results(where: str) -> list[str]:
    try:
        names = os.listdir(where)
    except OSError:
        return []
    return [os.path.join(where, name) for name in names if name.startswith("results-")]


def _is_ours(path: str) -> bool:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(1000) == _FILES[os.path.basename(path)]
    except OSError:
        return False


def _remove(path: str) -> None:
    with suppress(OSError):
        os.remove(path)
