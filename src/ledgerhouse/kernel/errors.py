"""What can go wrong on purpose. Interfaces turn these into messages; anything else is a bug.

A refusal has a `code` (stable, for machines), a `template` (an English sentence with named places for facts, the
message id of its translation) and `facts`. It lives beside the verb that raises it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar, NamedTuple


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation without translating it here; interfaces translate when they show it."""
    return message


class Refused(Exception):
    """A business rule said no. `sentence(translate)` gives the sentence in a language."""

    code: ClassVar[str] = "refused"
    template: ClassVar[str] = gettext_noop("That is not possible.")
    status: ClassVar[int] = 409

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """The message in the asker's language, facts filled in."""
        return translate(self.template).format_map(_Facts(self.facts, translate))

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence()}"


WORDS = frozenset({"kind", "state", "verb", "right", "why"})
"""Facts with these names are message ids themselves and are translated; all others are names and numbers."""


class _Facts(dict[str, object]):
    """Facts for `format_map`: one that is missing shows as its own name instead of breaking the answer."""

    def __init__(self, facts: Mapping[str, object], translate: Callable[[str], str]) -> None:
        translated = {n: translate(v) for n, v in facts.items() if n in WORDS and isinstance(v, str) and v}
        super().__init__({**facts, **translated})

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


class NotAllowed(Refused):
    """The asker lacks a right, or has it elsewhere only."""

    code = "not-allowed"
    template = gettext_noop("This needs the right “{right}” here.")
    status = 403


class NotFound(Refused):
    """No such thing inside the asker's scope."""

    code = "not-found"
    template = gettext_noop("There is no {kind} {name} here.")
    status = 404


class WrongState(Refused):
    """A document is not in a state from which this verb may start."""

    code = "wrong-state"
    template = gettext_noop("{name} is {state}; “{verb}” is not possible now.")


class Changed(Refused):
    """Somebody else was faster: the row is no longer as it was read."""

    code = "changed"
    template = gettext_noop("{name} was changed by someone else meanwhile. Look again and repeat.")


class KeyReused(Refused):
    """An idempotency key came back with other content."""

    code = "key-reused"
    template = gettext_noop("The command id {key} was already used for something else.")
    status = 422


class Problem(NamedTuple):
    """One thing wrong with the input: where (dotted path, e.g. `lines.3.quantity`) and what, with facts."""

    where: str
    template: str
    facts: Mapping[str, object]

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """What is wrong, in a language."""
        return translate(self.template).format_map(_Facts(self.facts, translate))


def problem(where: str, template: str, **facts: object) -> Problem:
    """Shorthand for `Problem`."""
    return Problem(where, template, facts)


class Unreadable(Refused):
    """The input can not be understood or is not valid: all problems at once, nothing written."""

    code = "unreadable"
    template = gettext_noop("{count} problem(s) in the input.")
    status = 422

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(count=len(self.problems))

    def __str__(self) -> str:
        return "; ".join(f"{p.where}: {p.sentence()}" for p in self.problems)
