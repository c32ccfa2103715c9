"""Take customer returns back, whole or by line: a red return at the cost with which the goods came in (冲销销售退货)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, NamedTuple

from pydantic import Field

from ledgerhouse.documents.sales import dispositions, returns
from ledgerhouse.documents.sales.words import RETURN
from ledgerhouse.flows.inbound.words import ReturnReversed
from ledgerhouse.flows.inventory.taking_back import BECAUSE, PaperLine, Wanted, gone, part, taken, wanted
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.outbox import tell
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.past import Past, past
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting.reverse import Back, reverse

PAPER: Final = "customer_return"


@dataclass(frozen=True, kw_only=True)
class ReverseReturns:
    """Customer returns by number, or lines of them, and why they are taken back."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[PaperLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    reason: Annotated[str, Field(min_length=1, max_length=100)] = field(metadata={"title": BECAUSE})


@dataclass(frozen=True, kw_only=True)
class ReturnsReversed:
    """The numbers of the red returns, one for every return."""

    returns: tuple[str, ...]


class _Red(NamedTuple):
    """What goes back of one return: its lines, and what its movements did for them."""

    asked: Wanted
    paper: returns.ReturnRef
    lines: tuple[returns.LineRef, ...]
    past: tuple[Past, ...]


@verb("inbound.reverse_returns", may="reverse movements", title=gettext_noop("Reverse"))
def reverse_returns(command: ReverseReturns, ctx: Context) -> ReturnsReversed:
    """Take customer returns back: goods leave again in red at the value of then, and count as shipped. Constant statements per warehouse."""
    asked = wanted(command.lines)
    known = returns.by_number(ctx, asked)
    template = gettext_noop("there is no customer return {number}")
    problems = [problem(w.where(), template, number=number) for number, w in asked.items() if number not in known]
    lines: dict[str, list[returns.LineRef]] = {}
    for line in returns.lines(ctx, known):
        lines.setdefault(line.number, []).append(line)
    settled = dispositions.decided(ctx, (line.id for some in lines.values() for line in some))
    template = gettext_noop("what becomes of line {line} of {number} is decided already")
    for number, position in sorted(
        (line.number, line.position)
        for some in lines.values()
        for line in some
        if line.id in {key for key, _ in settled} and asked[line.number].positions.keys() <= {line.position}
    ):
        problems.append(problem(asked[number].where(position), template, line=position, number=number))
    moved: dict[str, list[Past]] = {}
    for m in past(ctx, known):
        if m.paper == PAPER:
            moved.setdefault(m.number, []).append(m)
    sites = sorted(warehouses_by_id(ctx, {r.warehouse for r in known.values()}).values())
    found: dict[int, list[_Red]] = {site.id: [] for site in sites}
    for number, paper in known.items():
        red, wrong = _understand(asked[number], paper, lines.get(number, []), moved.get(number, []))
        problems += wrong
        found[paper.warehouse].append(red)
    for site in sites:
        moves = [m for red in found[site.id] for m in red.past]
        problems += (
            gone(ctx, site, moves, asked, lambda n: asked[n].where() if n in asked else "lines") if moves else []
        )
    if problems:
        raise Unreadable(problems)
    made: dict[str, str] = {}
    for site in sites:
        made |= _take_back(ctx, site, found[site.id], command.reason)
    return ReturnsReversed(returns=tuple(made[number] for number in asked))


def _understand(
    asked: Wanted, paper: returns.ReturnRef, lines: Sequence[returns.LineRef], moved: Sequence[Past]
) -> tuple[_Red, list[Problem]]:
    number, problems = paper.number, []
    by_position, done = {line.position: line for line in lines}, taken(moved)
    if any(m.reverses for m in moved):
        template = gettext_noop("{number} is a reversal itself")
        return _Red(asked, paper, (), ()), [problem(asked.where(), template, number=number)]
    if paper.state != RETURN.start:
        template = gettext_noop("{number} is {state}")
        problems.append(problem(asked.where(), template, number=number, state=paper.state))
    for position in asked.positions:
        line = by_position.get(position)
        if line is None:
            template = gettext_noop("{name} has no line {line}")
            problems.append(problem(asked.where(position), template, name=number, line=position))
        elif line.id in done:
            template = gettext_noop("line {line} of {number} was reversed by {by}")
            facts = {"line": position, "number": number, "by": done[line.id]}
            problems.append(problem(asked.where(position), template, **facts))
    chosen = tuple(
        line for line in lines if line.id not in done and (not asked.positions or line.position in asked.positions)
    )
    if not chosen and not problems:
        template = gettext_noop("{number} was reversed by {by}")
        problems.append(problem(asked.where(), template, number=number, by=", ".join(sorted(set(done.values())))))
    return _Red(asked, paper, chosen, part(moved, {line.id for line in chosen})), problems


def _take_back(ctx: Context, site: WarehouseRef, found: Sequence[_Red], why: str) -> Mapping[str, str]:
    """The red returns and their movements; answers the red number of each return."""
    if not found:
        return {}
    day = ctx.today(site.timezone)
    new = [
        returns.NewReturn(
            red.paper.order, site.id, why, red.paper.reference, tuple((one.line, -one.quantity) for one in red.lines)
        )
        for red in found
    ]
    numbers = [made.number for made in returns.write(ctx, new, day)]
    backs = [Back(red.past, PAPER, number, red.paper.customer) for red, number in zip(found, numbers, strict=True)]
    reverse(ctx, site, backs, day, why)
    link(ctx, ((Ref(PAPER, red.paper.number), Ref(PAPER, n)) for red, n in zip(found, numbers, strict=True)))
    tell(
        ctx,
        [
            (
                f"sales_order:{red.paper.order_number}",
                ReturnReversed(
                    customer_return=number,
                    reverses=red.paper.number,
                    order=red.paper.order_number,
                    warehouse=site.code,
                    reversed_on=day,
                    lines=len(red.lines),
                ),
            )
            for red, number in zip(found, numbers, strict=True)
        ],
    )
    return {red.paper.number: number for red, number in zip(found, numbers, strict=True)}
