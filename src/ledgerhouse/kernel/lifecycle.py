"""A document's life as a table: (verb, from-states, to-state). Buttons, refusals, pictures and tests read it."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ledgerhouse.kernel.errors import WrongState


@dataclass(frozen=True, slots=True)
class Step:
    """One allowed change of state."""

    verb: str
    sources: frozenset[str]
    target: str


class Lifecycle:
    """All steps of one kind of document. State and verb names are message ids; screens translate them.

    `steps` maps a step's name to (states it may start from, state it ends in).
    """

    def __init__(self, name: str, *, start: str, steps: Mapping[str, tuple[AbstractSet[str], str]]) -> None:
        self.name = name
        self.start = start
        self._steps = {verb: Step(verb, frozenset(sources), target) for verb, (sources, target) in steps.items()}

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, the start first, in the order in which the table reaches them."""
        return tuple(dict.fromkeys([self.start, *(step.target for step in self)]))

    def verbs(self, state: str) -> tuple[str, ...]:
        """What can be done to a document in this state."""
        return tuple(step.verb for step in self if state in step.sources)

    def sources(self, verb: str) -> frozenset[str]:
        """The states a step may start from."""
        return self._steps[verb].sources

    def target(self, verb: str) -> str:
        """The state a step ends in."""
        return self._steps[verb].target

    def after(self, state: str, verb: str, *, name: str = "") -> str:
        """The state after the step; refuses with `WrongState` when it may not start here."""
        step = self._steps[verb]
        if state not in step.sources:
            raise WrongState(name=name or self.name, state=state, verb=verb)
        return step.target

    def __iter__(self) -> Iterator[Step]:
        return iter(self._steps.values())

    def mermaid(self) -> str:
        """The life as a mermaid state diagram."""
        arrows = [f"    {source} --> {step.target}: {step.verb}" for step in self for source in sorted(step.sources)]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.start}", *arrows])
