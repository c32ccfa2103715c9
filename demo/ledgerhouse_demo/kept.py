"""What a database remembers of its demo: the plan it was made by, and whether everything is done."""

import json
from datetime import UTC, date, datetime

from django.db import transaction

from ledgerhouse.foundation import nodes, settings
from ledgerhouse.foundation.askers import NoCompany, company_id
from ledgerhouse.foundation.queries import company
from ledgerhouse.interfaces.cli.demo import DONE_HELP, PLAN_HELP, NotTheDemo
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.kernel.errors import Refused
from ledgerhouse_demo import begin, cast
from ledgerhouse_demo.trade import Plan

PLAN = settings.declare("demo.plan", "", PLAN_HELP)
DONE = settings.declare("demo.done", False, DONE_HELP)  # noqa: FBT003


def remembered() -> tuple[Context, Plan] | None:
    """The demo in this database; None when the database holds no company. Refuses a database that holds anything else."""
    try:
        ctx = house(company_id(), datetime.now(UTC), interface="demo")
    except NoCompany:
        return None
    except Refused as refused:
        raise NotTheDemo from refused
    kept = settings.value(ctx, PLAN)
    if company(ctx).code != cast.COMPANY or not kept:
        raise NotTheDemo
    facts = json.loads(kept)
    return ctx, Plan(facts["seed"], facts["orders"], facts["items"], date.fromisoformat(facts["last_day"]))


def remember(plan: Plan) -> Context:
    """Found the company and write the plan beside it, both or neither."""
    nodes.ensure()
    with transaction.atomic():
        ctx = begin.found(datetime.now(UTC))
        settings.change(ctx, PLAN.name, json.dumps({**plan._asdict(), "last_day": plan.last_day.isoformat()}))
    return ctx


def is_done(ctx: Context) -> bool:
    """Whether the whole demo was carried out."""
    return bool(settings.value(ctx, DONE))


def mark_done(ctx: Context) -> None:
    """Everything is carried out; the next start only serves."""
    settings.change(ctx, DONE.name, True)  # noqa: FBT003
