"""What happened to an order, from the first word to the money: every node with when, who and on which device.

Nothing is kept here. A room registers a function for a kind of its papers (`nodes_of`) that reads nodes from what its tables say anyway. The papers
that belong to an order are found along the document graph; who did it is what the command says that ran at that very moment. Whoever adds a
stage to the way of an order adds its node beside the paper that knows it, and nothing here changes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NamedTuple

from ledgerhouse.foundation.links import Ref, down_from
from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.models import Command, Touch, User
from ledgerhouse.foundation.paper import PAPERS, Paper, Table, add_to
from ledgerhouse.foundation.sight import seen
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

DEEPEST: Final = 4
"""How many steps down the document graph a paper still belongs to an order."""


class Node(NamedTuple):
    """One thing that happened to a paper: its number, what it is called (a message id), and when.

    `verbs` are those that do it: the command that ran at the same moment says who and where. A row that knows its maker says so in `by`.
    `note` is a number or date worth telling, e.g. of a wave or a parcel.
    """

    number: str
    stage: str
    at: datetime
    verbs: tuple[str, ...] = ()
    by: int = 0
    note: str = ""


class Event(NamedTuple):
    """A node as told: of which paper, what, when, by whom and on which device (empty where nobody knows)."""

    paper: Ref
    stage: str
    at: datetime
    by: str
    device: str
    note: str


class Done(NamedTuple):
    """A command as the timeline needs it."""

    id: int
    verb: str
    user: int
    device: str


Source = Callable[[Context, Sequence[str]], Iterable[Node]]
SOURCES: Final[dict[str, list[Source]]] = {}
ROOTS: Final[set[str]] = set()


def nodes_of(kind: str, *, root: bool = False) -> Callable[[Source], Source]:
    """Register where nodes of a kind of paper come from. Several rooms may add to one kind; a root shows the timeline on its page.

    The function is asked with numbers in the reader's sight, acts under the right to see that kind, and sends a constant number of statements.
    """

    def keep(source: Source) -> Source:
        SOURCES.setdefault(kind, []).append(source)
        if root:
            ROOTS.add(kind)
        return source

    return keep


def timelines(ctx: Context, kind: str, numbers: Iterable[str]) -> dict[str, list[Event]]:
    """The timelines of these papers, oldest node first, of what the reader sees. Statements do not grow with the papers."""
    ctx = replace(ctx, acting="")
    owners = _belonging(ctx, kind, numbers)
    by_kind: dict[str, list[str]] = defaultdict(list)
    for ref in owners:
        by_kind[ref.kind].append(ref.number)
    nodes = [
        (Ref(one, node.number), node)
        for one, known in by_kind.items()
        for source in SOURCES[one]
        for node in source(ctx.under(PAPERS[one].see), known)
        if node.at is not None
    ]
    told = _told(ctx, nodes)
    found: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(told, key=lambda e: e.at):
        for root in owners[event.paper]:
            found[root].append(event)
    return dict(found)


def _belonging(ctx: Context, kind: str, numbers: Iterable[str]) -> dict[Ref, tuple[str, ...]]:
    """The papers in sight that belong to each order, as paper -> numbers of the orders. One statement a step, and what `seen` takes."""
    level = {Ref(kind, number): {number} for number in numbers}
    owners: dict[Ref, set[str]] = {ref: roots for ref, roots in level.items() if ref in seen(ctx, level)}
    level = dict(owners)
    for _step in range(DEEPEST):
        further: dict[Ref, set[str]] = defaultdict(set)
        for above, below in down_from(ctx, level) if level else ():
            if below.kind in SOURCES and below.kind in PAPERS and not level[above] <= owners.get(below, set()):
                further[below] |= level[above]
        in_sight = seen(ctx, further)
        level = {ref: roots for ref, roots in further.items() if ref in in_sight}
        for ref, roots in level.items():
            owners[ref] = owners.get(ref, set()) | roots
    return {ref: tuple(sorted(roots)) for ref, roots in owners.items()}


def _told(ctx: Context, nodes: Sequence[tuple[Ref, Node]]) -> list[Event]:
    """Nodes with who did it and where. Three statements."""
    commands = _commands(ctx, [node for _, node in nodes])
    touched = _touched(ctx, {node.number for _, node in nodes}, commands)
    makers = [_maker(node, commands, touched) for _, node in nodes]
    ids = {user for user, _ in makers} - {0}
    names = dict(User.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}
    return [
        Event(ref, node.stage, node.at, names.get(user, ""), device, node.note)
        for (ref, node), (user, device) in zip(nodes, makers, strict=True)
    ]


def _commands(ctx: Context, nodes: Sequence[Node]) -> Mapping[tuple[datetime, str], list[Done]]:
    """What ran at the moments of the nodes, by moment and verb."""
    found: dict[tuple[datetime, str], list[Done]] = defaultdict(list)
    asked = {node.at for node in nodes if node.verbs}
    verbs = {verb for node in nodes for verb in node.verbs}
    if asked:  # who did it is for all who see the paper, as on the paper itself; the rest of the trail is not
        rows = Command.objects.filter(company=ctx.company, at__in=asked, verb__in=verbs)
        for at, key, verb, user, device in rows.values_list("at", "id", "verb", "user", "device"):
            found[at, verb].append(Done(key, verb, user, device))
    return found


def _touched(
    ctx: Context, numbers: Iterable[str], commands: Mapping[tuple[datetime, str], list[Done]]
) -> set[tuple[int, str]]:
    """Which of the commands named which paper; asked only where several ran at one moment."""
    unclear = {done.id for some in commands.values() if len(some) > 1 for done in some}
    if not unclear:
        return set()
    rows = Touch.objects.filter(company=ctx.company, number__in=set(numbers), command__in=unclear)
    return set(rows.values_list("command", "number"))


def _maker(
    node: Node, commands: Mapping[tuple[datetime, str], list[Done]], touched: set[tuple[int, str]]
) -> tuple[int, str]:
    """The id of whoever did it and the device; what several commands may have done tells only what they have in common."""
    some = [done for verb in node.verbs for done in commands.get((node.at, verb), ())]
    some = [done for done in some if not node.by or done.user == node.by]
    named = [done for done in some if (done.id, node.number) in touched] or some
    users, devices = {done.user for done in named}, {done.device for done in named}
    user = users.pop() if len(users) == 1 else 0
    return node.by or user, devices.pop() if len(devices) == 1 else ""


@dataclass(frozen=True)
class TimelineRow:
    """One node of an order's timeline."""

    stage: str = column(gettext_noop("Stage"), kind="state")
    at: datetime = column(gettext_noop("At"), kind="moment")
    by: str = column(gettext_noop("By"))
    device: str = column(gettext_noop("Device"))
    document: str = column(gettext_noop("Document"), kind="code")
    note: str = column(gettext_noop("Note"))


@add_to(lambda: ROOTS)
def timeline_of(ctx: Context, found: Paper) -> Paper:
    """The paper with its timeline."""
    events = timelines(ctx, found.kind, [found.number]).get(found.number, [])
    rows = [TimelineRow(e.stage, e.at, e.by, e.device, e.paper.number, e.note) for e in events]
    return replace(found, tables=(*found.tables, Table(gettext_noop("Timeline"), TimelineRow, rows))) if rows else found
