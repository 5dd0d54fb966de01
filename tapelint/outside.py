"""What the user says of code that is out of sight: the functions of other modules, and Keras."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from tapelint import keras_library, libraries
from tapelint.config import Config


class Outside(NamedTuple):
    """Dotted names of functions that wrap or make tapes, and of those that use a tape up.

    `keras`: the version, or auto.
    """

    wrappers: frozenset[str] = frozenset()
    consumers: frozenset[str] = frozenset()
    keras: str = "auto"

    @classmethod
    def of(cls, config: Config) -> Outside:
        """What a configuration says."""
        return cls(
            frozenset(map(libraries.canonical, config.tape_wrappers)),
            frozenset(map(libraries.canonical, config.consumers)),
            config.keras_version,
        )

    @property
    def words(self) -> frozenset[str]:
        """The last parts of the names, which stand wherever one is called."""
        return frozenset(name.rpartition(".")[2] for name in self.wrappers | self.consumers)

    def relative(self, path: str) -> str | None:
        """The name that `path`, which begins with dots, may be; None if it is none of these."""
        end = f".{path.lstrip('.')}"
        named = (name for name in self.wrappers | self.consumers if f".{name}".endswith(end))
        return min(named, default=None)

    def may_be_old_keras(self, words: AbstractSet[str]) -> bool:
        """Whether Keras may be version 2 in a program that has these words."""
        return self.keras == "2" or (self.keras == "auto" and bool(words & keras_library.OLD_KERAS))


NOTHING_SAID = Outside()
