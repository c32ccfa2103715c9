"""The small language in which posting rules say when they apply: `category = fruit and warehouse in SH1, BJ1`.

A condition is clauses joined by `and`; a clause is a fact, `=`, `!=`, `in` or `not in`, and values (in quotes when they hold blanks or
commas). Nothing is evaluated but these comparisons: a rule is data, and data can do no harm.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from ledgerhouse.kernel.errors import gettext_noop

FACTS: Final = {
    "category": gettext_noop("item category"),
    "warehouse": gettext_noop("warehouse"),
    "partner": gettext_noop("partner"),
    "partner_kind": gettext_noop("kind of partner"),
    "cause": gettext_noop("reason given"),
    "paper": gettext_noop("document type"),
}
"""What a condition may ask for. `partner_kind` is supplier, customer, carrier or owner; one partner may be several."""
PARTNER_FACTS: Final = frozenset({"partner", "partner_kind"})
_CLAUSE: Final = re.compile(r"^(?P<fact>\w+)\s*(?P<how>!=|=|\bnot\s+in\b|\bin\b)\s*(?P<values>.+)$")
_VALUE: Final = re.compile(r'\s*(?:"([^"]*)"|([^",\s]+))\s*(?:,(?=.)|$)')


class Unclear(ValueError):
    """A condition that is none; the text says which part."""


class Clause(NamedTuple):
    """One comparison: the fact is (or, when `negated`, is not) one of the values."""

    fact: str
    negated: bool
    values: frozenset[str]


Facts = Mapping[str, frozenset[str]]
"""Fact -> its values for one booking: one for most, several for the kinds of a partner."""


@lru_cache(maxsize=1024)
def parse(text: str) -> tuple[Clause, ...]:
    """The clauses of a condition, none for an empty one. Raises `Unclear`."""
    return tuple(_clause(part.strip()) for part in _parts(text)) if text.strip() else ()


def holds(clauses: tuple[Clause, ...], facts: Callable[[str], frozenset[str]]) -> bool:
    """Whether every clause is true; facts are asked for one by one, so that dear ones are looked up only when wanted."""
    return all((not facts(c.fact).isdisjoint(c.values)) != c.negated for c in clauses)


def _parts(text: str) -> list[str]:
    """The text split at `and`s that do not stand in quotes."""
    return re.split(r'\s+and\s+(?=(?:[^"]*"[^"]*")*[^"]*$)', text.strip())


def _clause(text: str) -> Clause:
    found = _CLAUSE.match(text)
    if found is None or found["fact"] not in FACTS:
        raise Unclear(text)
    values, end = set(), 0
    for value in _VALUE.finditer(found["values"]):
        if value.start() != end:
            raise Unclear(text)
        values.add(value[1] if value[1] is not None else value[2])
        end = value.end()
    if end != len(found["values"]) or not values or (len(values) > 1 and "in" not in found["how"]):
        raise Unclear(text)
    return Clause(found["fact"], found["how"].startswith(("!", "not")), frozenset(values))
