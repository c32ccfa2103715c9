"""What verbs ask that act at once, without a paper that could wait: whether the asker may do so much alone (权限额度).

The routes of a subject say above which amount others decide. Nobody can be asked about what is not written down, so whoever is
named by a route of one step does it, and where a route has several steps nobody does.
"""

from collections.abc import Callable
from typing import NamedTuple

from ledgerhouse.foundation.approvals.need import at_once, remember
from ledgerhouse.foundation.approvals.routes import Route, route_for, routes_of
from ledgerhouse.foundation.approvals.seats import Sitter
from ledgerhouse.foundation.approvals.subjects import Facts
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop


class BeyondAuthority(Refused):
    """A route leaves this to others, or to several people together."""

    code = "beyond-authority"
    template = gettext_noop("{kind}: route {route} leaves this much to others.")
    status = 403


class Granted(NamedTuple):
    """Which route was fit, and by which of its approvers, or in whose stead, the asker may act."""

    subject: str
    facts: Facts
    route: Route
    approver: str
    behalf: int


def authority(ctx: Context, subject: str, facts: Callable[[], Facts]) -> Granted | None:
    """Refuse with `BeyondAuthority` what a route leaves to others; None when no route fits.

    One statement where the subject has no route, and then `facts` is not even called. To be asked before the first write.
    """
    routes = routes_of(ctx, subject)
    about = facts() if routes else None
    route = route_for(routes, about) if about else None
    if about is None or route is None:
        return None
    approver, behalf = at_once(Sitter(ctx), route, about)
    if not approver:
        raise BeyondAuthority(kind=subject, route=route.code)
    return Granted(subject, about, route, approver, behalf)


def write_down(ctx: Context, granted: Granted | None, kind: str, number: str) -> None:
    """Keep by which route a paper that is made now was allowed."""
    if granted:
        about = granted.facts._replace(number=number)
        remember(ctx, granted.subject, kind, [(about, granted.route, granted.approver, granted.behalf)])
