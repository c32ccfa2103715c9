"""What can need approval: declared by the rooms that own the papers."""

import hashlib
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from ledgerhouse.kernel.context import Context


class Facts(NamedTuple):
    """What a route looks at, of one paper. `content` is whatever was shown to the approver, in any writing."""

    number: str
    amount: Decimal = Decimal(0)
    maker: int = 0
    warehouse: int = 0
    department: int = 0
    categories: frozenset[str] = frozenset()
    content: str = ""

    @property
    def digest(self) -> str:
        """The fingerprint of what is to be approved."""
        return hashlib.sha256(f"{self.amount}\n{self.content}".encode()).hexdigest()


class Subject(NamedTuple):
    """A subject by its name (a message id): the kind of its papers, the verb that waits, and how to find the facts.

    `find` answers the facts of papers by number, inside the asker's scope; numbers it does not know are absent. `masked` is the right
    needed to see the amount, where the amount tells what the paper itself masks. `like` is the subject whose routes hold while this one
    has none of its own: what changes a paper must not go round the limits of the paper.
    """

    name: str
    kind: str
    verb: str
    find: Callable[[Context, Sequence[str]], Sequence[Facts]]
    masked: str = ""
    like: str = ""


SUBJECTS: dict[str, Subject] = {}


def subject_names() -> list[str]:
    """What can need approval, by name; for forms."""
    return sorted(SUBJECTS)


def untold(ctx: Context) -> list[str]:
    """Names of the subjects whose amounts the asker may not see."""
    return sorted(s.name for s in SUBJECTS.values() if s.masked and not ctx.may(s.masked))


def declare(subject: Subject) -> Subject:
    """Make a subject known; its name must be free."""
    if subject.name in SUBJECTS:
        message = f"two subjects are called {subject.name!r}"
        raise ValueError(message)
    SUBJECTS[subject.name] = subject
    return subject
