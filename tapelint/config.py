"""Configuration: what the user asked for in a file or on the command line.

The only module that knows the options. Terms: a *selector* names rules: a code (`TAP101`),
the beginning of one (`TAP1`), a rule's name (`tape-already-used`) or `ALL`. Of two selectors
that speak of the same rule the longer wins, and `ignore` wins over an equal `select`.

Read by runs that find no tape at all, so it imports next to nothing (no `dataclasses`, no
`typing`, and the TOML parser only for a file that has the word "tapelint" in it).
"""

from __future__ import annotations

import os
from collections import namedtuple

from tapelint.opening import content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

EXCLUDE = (
    *(".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".ipynb_checkpoints"),
    *(".mypy_cache", ".nox", ".pants.d", ".pyenv", ".pytest_cache", ".pytype", ".ruff_cache"),
    *(".svn", ".tox", ".venv", ".vscode", "__pypackages__", "_build", "buck-out", "dist"),
    *("node_modules", "site-packages", "venv"),
)
"""Directories that nobody wants linted; the same ones as ruff's."""


SEVERITIES = ("error", "warning", "info")
"""From the worst on."""
KERAS_VERSIONS = ("auto", "2", "3")


class ConfigError(Exception):
    """A configuration that cannot be followed; its text is one line for the user."""


class Terms(namedtuple("Terms", "words cell_magics", defaults=(("GradientTape",), ()))):  # noqa: PYI024
    """How sources are read: one without any of `words` makes no tape, and is not looked at.

    `cell_magics`: the magics of the user's own whose cells run as they stand.
    """

    __slots__ = ()
    words: tuple[str, ...]
    cell_magics: tuple[str, ...]


USUAL = Terms()


class Config(
    namedtuple(  # noqa: PYI024 - typing's costs an import, see above
        "Config",
        "select extend_select ignore per_file_ignores severity fail_on exclude extend_exclude"
        " force_exclude respect_gitignore cell_magics keras_version tape_wrappers consumers"
        " origin noqa",
        defaults=(
            None,
            (),
            (),
            (),
            (),
            "info",
            EXCLUDE,
            (),
            False,
            True,
            (),
            "auto",
            (),
            (),
            None,
            True,
        ),
    )
):
    """The options in force for one file.

    `select` None means the rules that are on by default. Patterns of `exclude` are names
    (`build`, `*_pb2.py`) or absolute paths; `origin` is the file they were read from.
    `per_file_ignores` has (pattern, selectors), `severity` has (selector, level).
    `tape_wrappers`, `consumers` and `keras_version` speak of code that is out of sight.
    `noqa`: comments of flake8 are followed; flake8 itself follows them after us.
    """

    __slots__ = ()
    select: tuple[str, ...] | None
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...]
    severity: tuple[tuple[str, str], ...]
    fail_on: str
    exclude: tuple[str, ...]
    extend_exclude: tuple[str, ...]
    force_exclude: bool
    respect_gitignore: bool
    cell_magics: tuple[str, ...]
    keras_version: str
    tape_wrappers: tuple[str, ...]
    consumers: tuple[str, ...]
    origin: str | None
    noqa: bool

    def enabled(self, code: str, name: str, default_on: bool) -> bool:
        """Whether the rule `code`, also called `name`, is to report."""
        chosen = -1 if self.select is not None or not default_on else 0
        wanted = (*(self.select or ()), *self.extend_select)
        chosen = max([chosen, *(_weight(selector, code, name) for selector in wanted)])
        dropped = max([-1, *(_weight(selector, code, name) for selector in self.ignore)])
        return chosen > dropped

    @property
    def terms(self) -> Terms:
        """How sources are to be read."""
        if not self.tape_wrappers and not self.cell_magics:
            return USUAL
        makers = [name.rpartition(".")[2] for name in self.tape_wrappers]
        return Terms((*USUAL.words, *makers), self.cell_magics)

    def severity_of(self, code: str, name: str) -> str | None:
        """The severity that the user gives to a rule; of several selectors the longest counts."""
        weighed = [(_weight(word, code, name), level) for word, level in self.severity]
        best = max((weight for weight, _ in weighed), default=-1)
        return next((level for weight, level in weighed if weight == best >= 0), None)

    def fails(self, severity: str) -> bool:
        """Whether a finding of this severity makes a run fail."""
        return SEVERITIES.index(severity) <= SEVERITIES.index(self.fail_on)

    def selectors(self) -> tuple[tuple[str, str], ...]:
        """Each (option, selector) that names rules."""
        groups = (
            ("select", self.select or ()),
            ("extend-select", self.extend_select),
            ("ignore", self.ignore),
            ("severity", tuple(word for word, _ in self.severity)),
            *(("per-file-ignores", words) for _, words in self.per_file_ignores),
        )
        return tuple((option, selector) for option, group in groups for selector in group)

    def refuse_unknown_rules(self, rules: Iterable[tuple[str, str]]) -> None:
        """Raise `ConfigError` if a selector fits none of `rules`, given as (code, name)."""
        known = list(rules)
        for option, selector in self.selectors():
            if not any(_weight(selector, code, name) >= 0 for code, name in known):
                hint = nearest(selector, ["ALL", *(word for rule in known for word in rule)])
                where = f"{self.origin}: " if self.origin else ""
                raise ConfigError(f"{where}unknown rule `{selector}` in `{option}`{hint}")

    def overridden(self, given: Mapping[str, Any]) -> Config:
        """This configuration under the options of a command line.

        `--select` starts anew; `--extend-select`, `--ignore` and `--extend-exclude` add; of the
        others the command line's count.
        """
        config = self
        if "select" in given:
            config = config._replace(select=given["select"], extend_select=(), ignore=())
        if "exclude" in given:
            config = config._replace(exclude=given["exclude"])
        for name in ("extend_select", "ignore", "extend_exclude"):
            config = config._replace(**{name: (*getattr(config, name), *given.get(name, ()))})
        for name in ("fail_on", "tape_wrappers", "consumers", "keras_version"):
            if name in given:
                config = config._replace(**{name: given[name]})
        return config._replace(force_exclude=config.force_exclude or "force_exclude" in given)


def _weight(selector: str, code: str, name: str) -> int:
    """How narrowly `selector` names the rule; -1 if it does not."""
    if selector == "ALL":
        return 0
    if selector == name:
        return len(code)
    return len(selector) if selector and code.startswith(selector) else -1


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean …?`, or nothing where no known word is near."""
    from difflib import get_close_matches

    folded = {candidate.casefold(): candidate for candidate in known}
    for match in get_close_matches(word.casefold().replace("_", "-"), folded, n=1):
        return f"; did you mean `{folded[match]}`?"
    return ""


# --- values --------------------------------------------------------------------------------


def rooted(patterns: Iterable[str], root: str) -> tuple[str, ...]:
    """The patterns, those that hold a slash made absolute; a plain name matches anywhere."""
    return tuple(_rooted(pattern, root) if "/" in pattern else pattern for pattern in patterns)


def _rooted(pattern: str, root: str) -> str:
    literal = "".join(f"[{char}]" if char in "*?[" else char for char in root)
    return os.path.normpath(os.path.join(literal, pattern)).replace(os.sep, "/")


def _flag(value: object, _root: str) -> bool:
    if not isinstance(value, bool):
        raise ConfigError("must be true or false")
    return value


def _words(value: object, _root: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ConfigError("must be a list of strings")
    return tuple(value)


def _dotted_names(value: object, root: str) -> tuple[str, ...]:
    names = _words(value, root)
    for name in names:
        if not all(part.isidentifier() for part in name.split(".")):
            raise ConfigError(f"must hold dotted names, not `{name}`")
    return names


def _magics(value: object, root: str) -> tuple[str, ...]:
    names = _words(value, root)
    for name in names:
        if not name.isidentifier():
            raise ConfigError(f"must hold names of magics without `%%`, not `{name}`")
    return names


def _one_of(words: tuple[str, ...]) -> Callable[[object, str], str]:
    def check(value: object, _root: str) -> str:
        if value not in words or not isinstance(value, str):
            hint = nearest(value, words) if isinstance(value, str) else ""
            listed = ", ".join(f'"{word}"' for word in words)
            raise ConfigError(f"must be one of {listed}{hint}")
        return value

    return check


def _severities(value: object, root: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise ConfigError("must be a table of rules and severities")
    level = _one_of(SEVERITIES)
    return tuple((selector, level(word, root)) for selector, word in value.items())


def _per_file(value: object, root: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise ConfigError("must be a table of patterns and lists of rules")
    return tuple((rooted([glob], root)[0], _words(words, root)) for glob, words in value.items())


def _patterns(value: object, root: str) -> tuple[str, ...]:
    return rooted(_words(value, root), root)


OPTIONS: dict[str, Callable[[object, str], object]] = {
    "select": _words,
    "extend-select": _words,
    "ignore": _words,
    "per-file-ignores": _per_file,
    "severity": _severities,
    "fail-on": _one_of(SEVERITIES),
    "exclude": _patterns,
    "extend-exclude": _patterns,
    "force-exclude": _flag,
    "respect-gitignore": _flag,
    "cell-magics": _magics,
    "keras-version": _one_of(KERAS_VERSIONS),
    "tape-wrappers": _dotted_names,
    "consumers": _dotted_names,
}
"""Every option of a configuration file, and what checks its value."""
TABLES = frozenset({"per-file-ignores", "severity"})
"""Those of which the value is a table."""


# --- files ---------------------------------------------------------------------------------


class Configs:
    """The configuration of each directory: that of the nearest file, above it or in it.

    `file` is used for all directories instead, `isolated` means no file at all; `given` are
    the options of the command line.
    """

    def __init__(
        self,
        given: Mapping[str, Any] | None = None,
        file: str | None = None,
        *,
        isolated: bool = False,
    ) -> None:
        self._given = given or {}
        self._found: dict[str, Config] = {}
        self._terms: dict[str, Terms] = {}
        self._everywhere: Config | None = None
        if file is not None:
            self._everywhere = self._override(_read_named(file))
        elif isolated:
            self._everywhere = self._override(Config())

    def of(self, directory: str) -> Config:
        """The configuration of the files in `directory`, an absolute path."""
        if self._everywhere is not None:
            return self._everywhere
        below: list[str] = []
        while (config := self._found.get(directory)) is None:
            below.append(directory)
            own = _read_in(directory)
            parent = os.path.dirname(directory)
            if own is not None or parent == directory:
                config = self._override(own or Config())
                break
            directory = parent
        self._found.update(dict.fromkeys(below, config))
        return config

    def terms_near(self, path: str) -> Terms:
        """How the file `path` is to be read."""
        directory = os.path.dirname(path)
        terms = self._terms.get(directory)
        if terms is None:
            terms = self._terms[directory] = self.of(os.path.abspath(directory)).terms
        return terms

    def _override(self, config: Config) -> Config:
        return config.overridden(self._given) if self._given else config


def _read_in(directory: str) -> Config | None:
    for name in ("tapelint.toml", "pyproject.toml"):
        path = os.path.join(directory, name)
        try:
            data = content(path)
        except OSError:
            continue
        if name == "tapelint.toml" or b"tapelint" in data:
            config = _parse(data, path)
            if config is not None:
                return config
    return None


def _read_named(path: str) -> Config:
    """The configuration in the file the user named."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None
    return _parse(data, os.path.abspath(path)) or Config(origin=path)


def _parse(data: bytes, path: str) -> Config | None:
    """The configuration in `data`; None for a pyproject.toml that does not speak of us."""
    if not data.strip():
        return Config(origin=path)
    from tapelint import toml

    try:
        document = toml.document(data.decode())
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from None
    if os.path.basename(path) != "pyproject.toml":
        return configured(document, path, "")
    tool = document.get("tool")
    if not isinstance(tool, dict) or "tapelint" not in tool:
        return None
    return configured(tool["tapelint"], path, " in [tool.tapelint]")


def configured(table: object, path: str, place: str) -> Config:
    """The configuration in a table of the file `path`; `place` says which one, in messages."""
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: [tool.tapelint] must be a table")
    values: dict[str, object] = {"origin": path}
    for option, value in table.items():
        check = OPTIONS.get(option)
        if check is None:
            raise ConfigError(f"{path}: unknown option `{option}`{place}{nearest(option, OPTIONS)}")
        try:
            values[option.replace("-", "_")] = check(value, os.path.dirname(path))
        except ConfigError as error:
            raise ConfigError(f"{path}: `{option}`{place} {error}") from None
    return Config(**values)
