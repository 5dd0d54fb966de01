"""Models of Keras that a program makes, as it trains them: how they are called, what is left out.

Only models that are certainly one and the same are spoken of: the variables that a derivative is
taken by are those of the very object that was called.
"""

from __future__ import annotations

from tapelint import keras_objects
from tapelint.events import CalledIdly, PenaltyIgnored
from tapelint.recorded import Recorded
from tapelint.state import State
from tapelint.tapes import Arguments
from tapelint.values import Method, Product, Site, TapeRef, Value, only

MODES = frozenset({"set_learning_phase", "learning_phase", "learning_phase_scope"})
"""Where a program says one of these, Keras may know better than the call."""
PENALTIES = frozenset({"losses", "add_loss", "compute_loss", "get_losses_for", "compiled_loss"})
"""Where a program says one of these, it may have got hold of the penalties."""


class Trained(Recorded):
    """Follows models through the blocks of tapes."""

    __slots__ = ()

    def model_called(
        self, model: Product, site: Site, word: str, arguments: Arguments, state: State
    ) -> None:
        """A model is called, where tapes may record it."""
        told = {name for name, _ in arguments.keywords}
        plain = len(arguments.positional) == 1 and not arguments.opaque and "training" not in told
        inside = any(function.name == "call" for function in self.here.running)
        if not plain or inside or self.words & MODES or not keras_objects.is_noisy(model):
            return
        for key, tape in state.tapes.items():
            if tape.recording:
                self.fates.calls.setdefault(key, {})[site] = (model, word)

    def model_trained(self, ref: TapeRef, site: Site, sources: Value) -> None:
        """A derivative by the variables of a model."""
        model = _owner(sources)
        if model is None or not self.told:
            return
        for where, (called, word) in self.fates.calls.get(ref.key, {}).items():
            if called.key == model.key:
                self.tell(CalledIdly(where, self.context(), word, site))
        if keras_objects.is_penalised(model) and not self.words & PENALTIES:
            self.fates.unpenalised[site] = (model, PenaltyIgnored(site, self.context()))

    def penalties(self) -> None:
        """Tell, at the end, of the penalties that no code out of sight can have added."""
        for model, event in self.fates.unpenalised.values():
            if model not in self.fates.shared:
                self.tell(event)


def _owner(sources: Value) -> Product | None:
    """The model whose trainable variables these are."""
    atom = only(sources)
    if isinstance(atom, Method) and atom.name in ("trainable_variables", "trainable_weights"):
        return atom.receiver if isinstance(atom.receiver, Product) else None
    return None
