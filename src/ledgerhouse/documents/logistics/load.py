"""Load parcels of a manifest onto the vehicle: every parcel is scanned (装车)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.logistics import manifests, waybills
from ledgerhouse.documents.logistics.models import Waybill
from ledgerhouse.documents.logistics.words import WAYBILL, WaybillRef
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class Load:
    """The manifest, and what was scanned: waybills, or the parcels' own numbers."""

    __pydantic_config__ = STRICT

    manifest: Code = field(metadata={"title": gettext_noop("Manifest")})
    waybills: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Waybills")})


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """How many parcels were loaded now, and how many are still missing."""

    loaded: int
    missing: int


@verb("logistics.load", may="ship", title=gettext_noop("Load"))
def load(command: Load, ctx: Context) -> Loaded:
    """Load what was scanned. Refuses parcels of other manifests and unknown ones, each with what is wrong. Constant statements."""
    (manifest,) = manifests.claim(ctx, [command.manifest], "load")
    listed = waybills.on_manifests(ctx, [manifest.id], lock=True)
    by_code = {w.parcel: w for w in listed} | {w.number: w for w in listed}
    strangers = [code for code in command.waybills if code not in by_code]
    problems = _wrong(command.waybills, by_code, _elsewhere(ctx, strangers), manifest.number)
    if problems:
        raise Unreadable(problems)
    going = {by_code[code].id for code in command.waybills}
    waybills.step(going, "load")
    manifests.step([manifest], "load")
    left = sum(w.state in WAYBILL.sources("load") and w.id not in going for w in listed)
    return Loaded(loaded=len(going), missing=left)


def _elsewhere(ctx: Context, codes: Sequence[str]) -> dict[str, str]:
    """Where parcels that do not belong here do belong: code -> manifest, "" for none. One statement, and only when something is wrong."""
    if not codes:
        return {}
    rows = scoped(ctx, Waybill).select_related("manifest")
    found = rows.filter(number__in=codes).union(rows.filter(holds__in=codes), all=True)
    return {
        code: (row.manifest.number if row.manifest else "")
        for row in found
        for code in (row.number, row.parcel)
        if code in codes
    }


def _wrong(
    asked: Sequence[str], listed: dict[str, WaybillRef], elsewhere: dict[str, str], manifest: str
) -> list[Problem]:
    problems, seen = [], set()
    for i, code in enumerate(asked):
        w = listed.get(code)
        if w is not None:
            if w.id in seen:
                problems.append(problem(f"waybills.{i}", gettext_noop("is there twice")))
            elif w.state not in WAYBILL.sources("load"):
                template = gettext_noop("{name} is {state} already")
                problems.append(problem(f"waybills.{i}", template, name=code, state=w.state))
            seen.add(w.id)
        elif elsewhere.get(code):
            template = gettext_noop("{name} belongs on manifest {other}, not on {manifest}")
            facts = {"name": code, "other": elsewhere[code], "manifest": manifest}
            problems.append(problem(f"waybills.{i}", template, **facts))
        elif code in elsewhere:
            problems.append(problem(f"waybills.{i}", gettext_noop("{name} is on no manifest"), name=code))
        else:
            problems.append(problem(f"waybills.{i}", gettext_noop("there is no parcel {code}"), code=code))
    return problems
