"""Whose configuration is whose: that of the files near a document, under the client's settings.

What the client sends is read with the options of a configuration file; `configuration` names a
file to read instead of those near the documents.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from tapelint.config import Config, ConfigError, Configs, configured
from tapelint.dataclass import dataclass, field
from tapelint.discovery import is_excluded

SECTION = "tapelint"
PASSED_ON = ("select", "extend-select", "ignore", "tape-wrappers", "consumers", "keras-version")
"""The options that a client may set."""


@dataclass(slots=True)
class Wishes:
    """What a client wants for one folder."""

    given: dict[str, Any] = field(default_factory=dict)
    configuration: str | None = None
    inlay_hints: bool = False
    code_lens: bool = False

    @classmethod
    def of(cls, sent: Any) -> Wishes:
        """From the settings of a client; `ConfigError` if they cannot be followed."""
        if not isinstance(sent, dict):
            return cls()
        if isinstance(sent.get(SECTION), dict):
            sent = sent[SECTION]
        table = {_dashed(key): value for key, value in sent.items() if value is not None}
        file = table.get("configuration")
        options = {key: table[key] for key in PASSED_ON if key in table}
        config = configured(options, "settings of the editor", "")
        return cls(
            {key.replace("-", "_"): getattr(config, key.replace("-", "_")) for key in options},
            os.path.expanduser(file) if isinstance(file, str) and file else None,
            table.get("inlay-hints") is True,
            table.get("code-lens") is True,
        )


def _dashed(key: str) -> str:
    """`extendSelect` as it is in a file."""
    return "".join(f"-{char.lower()}" if char.isupper() else char for char in key)


class Settings:
    """The configuration of each document; what is wrong with one is told once."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        self._complain = complain
        self._told: set[str] = set()
        self._wishes: dict[str, Wishes] = {"": Wishes()}
        self._configs: dict[str, Configs] = {}
        self._known: dict[tuple[str, str], Config] = {}

    def forget(self) -> None:
        """Read the files again."""
        self._configs.clear()
        self._known.clear()
        self._told.clear()

    def wish(self, sent: Mapping[str, Any]) -> None:
        """Take up what the client wants, by the folder; `""` is everywhere else."""
        self.forget()
        for folder, table in sent.items():
            try:
                self._wishes[folder] = Wishes.of(table)
            except ConfigError as error:
                self._tell(error)

    def hints(self, path: str) -> bool:
        """Whether inlay hints are wanted in a file."""
        return self._wishes[self._folder(path)].inlay_hints

    def lenses(self, path: str) -> bool:
        """Whether code lenses are wanted in a file."""
        return self._wishes[self._folder(path)].code_lens

    def of(self, path: str) -> tuple[Config, bool]:
        """The configuration of a file, and whether that excludes it."""
        absolute = os.path.abspath(path) if os.path.isabs(path) else ""
        directory = os.path.dirname(absolute) if absolute else os.getcwd()
        key = self._folder(path), directory
        if key not in self._known:
            self._known[key] = self._read(path, directory)
        config = self._known[key]
        return config, bool(absolute) and is_excluded(absolute, config)

    def _read(self, path: str, directory: str) -> Config:
        """The configuration in a directory; where it is faulty, that of no file at all."""
        try:
            config = self.configs(path).of(directory)
            if config.selectors():
                from tapelint.rule import all_rules

                config.refuse_unknown_rules((rule.code, rule.name) for rule in all_rules())
        except ConfigError as error:
            self._tell(error)
            return Config()
        return config

    def configs(self, path: str) -> Configs:
        """Those of the folder that a file is in."""
        folder = self._folder(path)
        if folder not in self._configs:
            wishes = self._wishes[folder]
            self._configs[folder] = Configs(wishes.given, _in(folder, wishes.configuration))
        return self._configs[folder]

    def _folder(self, path: str) -> str:
        """The nearest folder with wishes of its own."""
        held = (f for f in self._wishes if not f or path.startswith(f.rstrip(os.sep) + os.sep))
        return max(held, key=len)

    def _tell(self, error: ConfigError) -> None:
        text = str(error)
        if text not in self._told:
            self._told.add(text)
            self._complain(text)


def _in(folder: str, file: str | None) -> str | None:
    return os.path.join(folder, file) if file else None
