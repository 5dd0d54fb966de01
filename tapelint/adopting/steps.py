"""What a project needs to use tapelint every day: a configuration, the hook, and ruff's consent."""

from __future__ import annotations

import os
from collections.abc import Iterator

from tapelint import __version__
from tapelint.adopting.toml_text import parsed, value_at, with_table, with_word
from tapelint.adopting.yaml_text import with_repository
from tapelint.dataclass import dataclass, field
from tapelint.opening import content
from tapelint.schema import commented

CONFIGURATION = ("tool", "tapelint")
HOOKS = ".pre-commit-config.yaml"
HOOK = [
    "repo: https://github.com/tapelint/tapelint",
    f"rev: v{__version__}",
    "hooks:",
    "  - id: tapelint",
]
RUFF = (
    (".ruff.toml", ("lint", "external")),
    ("ruff.toml", ("lint", "external")),
    ("pyproject.toml", ("tool", "ruff", "lint", "external")),
)
CODES = "TAP"


class UnreadableError(Exception):
    """A file cannot be read; the text is one line for the user."""


@dataclass(slots=True)
class Texts:
    """The files of a project as they are, and as they are to be."""

    before: dict[str, str | None] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)

    def read(self, path: str) -> str | None:
        """The text of a file as it is to be; None if there is none."""
        if path in self.after:
            return self.after[path]
        if path not in self.before:
            self.before[path] = _read(path)
        text = self.before[path]
        return None if text is None else text.replace("\r\n", "\n")

    def put(self, path: str, text: str) -> None:
        """Have this text in a file."""
        self.after[path] = text

    def changes(self) -> Iterator[tuple[str, str | None, str]]:
        """Each file that changes: its path, its text before, and after with its own line ends."""
        for path, text in self.after.items():
            old = self.before.get(path)
            yield path, old, text.replace("\n", "\r\n") if old and "\r\n" in old else text


def steps(root: str, texts: Texts) -> Iterator[str]:
    """Take all steps for the project in a directory, and tell of each."""
    yield _configure(root, texts)
    yield _hook(root, texts)
    yield _tell_ruff(root, texts)


def _configure(root: str, texts: Texts) -> str:
    own, shared = os.path.join(root, "tapelint.toml"), os.path.join(root, "pyproject.toml")
    text = texts.read(shared)
    if texts.read(own) is not None:
        return "tapelint.toml: there already"
    if text is None:
        texts.put(own, commented())
        return "tapelint.toml: made, with the options as comments"
    if value_at(parsed(text), CONFIGURATION) is not None:
        return "pyproject.toml: [tool.tapelint] is there already"
    new = with_table(text, CONFIGURATION, commented())
    if new is None:
        return "pyproject.toml: cannot be added to; write the table [tool.tapelint] by hand"
    texts.put(shared, new)
    return "pyproject.toml: [tool.tapelint] added, with the options as comments"


def _hook(root: str, texts: Texts) -> str:
    path = os.path.join(root, HOOKS)
    text = texts.read(path)
    entry = "\n".join(["repos:", f"  - {HOOK[0]}", *(f"    {line}" for line in HOOK[1:])])
    if text is None:
        return f"{HOOKS}: there is none; for pre-commit it would be\n\n{entry}\n"
    if "id: tapelint" in text:
        return f"{HOOKS}: the hook is there already"
    new = with_repository(text, HOOK)
    if new is None:
        return f"{HOOKS}: not understood, and left alone; add to it\n\n{entry}\n"
    texts.put(path, new)
    return f"{HOOKS}: the hook added"


def _tell_ruff(root: str, texts: Texts) -> str:
    """Without this ruff's own fix takes our codes out of `# noqa` comments."""
    found = _ruff(root, texts)
    if found is None:
        return "ruff: no configuration found, and none made"
    path, keys = found
    shown = os.path.relpath(path, root)
    text = texts.read(path) or ""
    known = value_at(parsed(text), keys)
    if isinstance(known, list) and any(isinstance(w, str) and CODES.startswith(w) for w in known):
        return f"{shown}: ruff knows of the codes already"
    new = with_word(text, keys, CODES)
    if new is None:
        return f'{shown}: cannot be added to; write `lint.external = ["{CODES}"]` for ruff by hand'
    texts.put(path, new)
    return f'{shown}: lint.external = ["{CODES}"] added, or ruff would remove `# noqa: TAP101`'


def _ruff(root: str, texts: Texts) -> tuple[str, tuple[str, ...]] | None:
    """The configuration that ruff uses here, and where it lists codes of others.

    It is the nearest, up to the root of the repository.
    """
    while True:
        for name, keys in RUFF:
            path = os.path.join(root, name)
            text = texts.read(path)
            if text is not None and (
                len(keys) == 2 or value_at(parsed(text), keys[:2]) is not None
            ):
                return path, keys
        parent = os.path.dirname(root)
        if parent == root or os.path.exists(os.path.join(root, ".git")):
            return None
        root = parent


def _read(path: str) -> str | None:
    try:
        return content(path).decode()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise UnreadableError(f"{path}: not valid UTF-8") from None
