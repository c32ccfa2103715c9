"""How severely the next lot is inspected, from how the last ones did: the switching rules of ISO 2859-1, and skipping of lots. Pure."""

from typing import Final, NamedTuple

from ledgerhouse.documents.quality.words import PlanRef, Severity

WINDOW: Final = 5
"""Two lots rejected among so many mean tightened inspection; so many accepted in a row end it; so many rejected under it stop the supplier."""

REDUCED_FROM: Final = 30
"""The switching score at which inspection may be reduced."""


class History(NamedTuple):
    """How a supplier's lots of an item did: severity now, accepted in a row, skipped in a row, switching score.

    `last` are the last lots under the severity of now, the newest last, 1 accepted and 0 rejected. `stopped`: nothing is accepted before the supplier
    has improved.
    """

    severity: str = Severity.NORMAL
    in_row: int = 0
    skipped: int = 0
    score: int = 0
    last: str = ""
    rejected: int = 0
    stopped: bool = False


def skips(plan: PlanRef, history: History) -> bool:
    """Whether this lot goes in without being looked at."""
    far = plan.skip_every > 1 and plan.skip_after > 0 and history.in_row >= plan.skip_after
    return far and not history.stopped and history.skipped + 1 < plan.skip_every


def skipped(history: History, *, skip: bool) -> History:
    """After one more lot came, which was skipped or not."""
    return history._replace(skipped=history.skipped + 1 if skip else 0)


def after(history: History, *, accepted: bool, accept: int, well: bool, reduced: bool) -> History:
    """After a verdict. `accept` is the acceptance number it was under; `well`: it would have been accepted one AQL step tighter, too.

    `reduced`: whether the plan allows reduced inspection.
    """
    in_row = history.in_row + 1 if accepted else 0
    last = (history.last + ("1" if accepted else "0"))[-WINDOW:]
    rejected = history.rejected + (0 if accepted else 1)
    now = history._replace(in_row=in_row, last=last, skipped=history.skipped if accepted else 0)
    if history.severity == Severity.TIGHTENED:
        if last == "1" * WINDOW:
            return History(in_row=in_row)
        return now._replace(rejected=rejected, stopped=rejected >= WINDOW)
    if history.severity == Severity.REDUCED:
        return now if accepted else History(in_row=0)
    if last.count("0") >= 2:
        return History(severity=Severity.TIGHTENED)
    gain = (3 if well else 0) if accept >= 2 else (2 if accepted else 0)
    score = history.score + gain if accepted and gain else 0
    if reduced and score >= REDUCED_FROM:
        return History(severity=Severity.REDUCED, in_row=in_row, skipped=now.skipped)
    return now._replace(score=score)
