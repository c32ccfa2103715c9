"""Codes for new items by rule (编码规则): a pattern per category with a counter, e.g. `YP-{n:06}`."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from django.db.models import F
from pydantic import Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.models import Category, CodeRule, Item

PLACE: Final = re.compile(r"\{n(?::0(\d{1,2}))?\}")


class NoCodeRule(Refused):
    """Items without a code, in a category without a code rule."""

    code = "no-code-rule"
    template = gettext_noop("There is no code rule for the category “{category}”: give the item a code or set a rule.")
    status = 422


@dataclass(frozen=True)
class SetCodeRule:
    """The pattern for codes of one category, or of all that have none of their own (category "").

    `{n}` or `{n:06}` stands for the counter, padded with zeros; `{category}` for the category's code.
    """

    __pydantic_config__ = STRICT

    pattern: Annotated[str, Field(min_length=3, max_length=60)]
    category: Annotated[str, Field(max_length=60)] = ""
    next: Annotated[int, Field(ge=1)] = 1


@dataclass(frozen=True)
class CodeRuleSet:
    """The first code the rule will give."""

    first: str


@verb("catalog.set_code_rule", may="change items", title=gettext_noop("Set code rule"))
def set_code_rule(command: SetCodeRule, ctx: Context) -> CodeRuleSet:
    """Set or replace a code rule. Refuses a pattern without exactly one counter, or an unknown category."""
    problems = []
    if len(PLACE.findall(command.pattern)) != 1 or re.search(
        r"[{}\s]", PLACE.sub("", command.pattern).replace("{category}", "")
    ):
        template = gettext_noop("needs the counter {place} once and no blanks")
        problems.append(problem("pattern", template, place="{n:06}"))
    if command.category and not scoped(ctx, Category).filter(code=command.category).exists():
        problems.append(problem("category", gettext_noop("there is no category {code}"), code=command.category))
    if problems:
        raise Unreadable(problems)
    rules = scoped(ctx, CodeRule).filter(category=command.category)
    before: dict[str, Any] = dict(rules.values("pattern", "next").first() or {})
    after = {"pattern": command.pattern, "next": command.next}
    row, _ = CodeRule.objects.update_or_create(company_id=ctx.company, category=command.category, defaults=after)
    audit.record(ctx, [audit.Change("catalog.code_rule", row.id, command.category, "change", before, after)])
    return CodeRuleSet(_code(command.pattern, command.category, command.next))


def take_codes(ctx: Context, categories: Sequence[str]) -> list[str]:
    """A new code for an item of each of these categories, in order. Refuses with `NoCodeRule`.

    The counter skips codes that were given by hand. Statements grow with the number of rules, not of codes.
    """
    if not categories:
        return []
    rules = {rule.category: rule for rule in scoped(ctx, CodeRule)}
    uses = []
    for category in categories:
        if category not in rules and "" not in rules:
            raise NoCodeRule(category=category)
        uses.append(category if category in rules else "")
    wanted: dict[str, list[int]] = defaultdict(list)
    for i, rule in enumerate(uses):
        wanted[rule].append(i)
    codes: dict[int, str] = {}
    for rule, places in sorted(wanted.items()):
        codes |= _take(ctx, rules[rule], {i: categories[i] for i in places})
    return [codes[i] for i in range(len(categories))]


def _take(ctx: Context, rule: CodeRule, wanted: Mapping[int, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    mine = CodeRule.objects.filter(id=rule.id)
    while len(found) < len(wanted):
        missing = [i for i in wanted if i not in found]
        mine.update(next=F("next") + len(missing))
        after = mine.values_list("next", flat=True).get()
        numbers = range(after - len(missing), after)
        fresh = {i: _code(rule.pattern, wanted[i], n) for i, n in zip(missing, numbers, strict=True)}
        taken = set(scoped(ctx, Item).filter(code__in=sorted(fresh.values())).values_list("code", flat=True))
        found |= {i: code for i, code in fresh.items() if code not in taken}
    if "{category}" in rule.pattern:
        return found
    return dict(zip(wanted, sorted(found.values(), key=lambda code: (len(code), code)), strict=True))


def _code(pattern: str, category: str, number: int) -> str:
    def padded(match: re.Match[str]) -> str:
        return str(number).zfill(int(match.group(1) or 0))

    return PLACE.sub(padded, pattern).replace("{category}", category)
