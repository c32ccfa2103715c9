"""The menu: special pages, then every list the asker may see, grouped by area. Drawn from the registry, not kept by hand."""

from typing import Final, NamedTuple

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.reading import words
from ledgerhouse.foundation.verb import VERBS, Verb
from ledgerhouse.interfaces.web import forms
from ledgerhouse.interfaces.web.words import AREAS, ELSEWHERE, Area
from ledgerhouse.kernel.context import Context

BY_FILE: Final = frozenset({"imports.begin"})
"""Verbs that begin with a file; a form drawn from the command can not bring one."""


class Entry(NamedTuple):
    """One line of the menu."""

    title: str
    href: str
    active: bool


class Group(NamedTuple):
    """One area of the menu with its entries; `open` when the present page is inside."""

    title: str
    icon: str
    entries: tuple[Entry, ...]
    open: bool


class Special(NamedTuple):
    """A page made specially: title, address, icon and the right that opens it."""

    title: str
    href: str
    icon: str
    may: str


def groups(ctx: Context, path: str) -> list[Group]:
    """The areas with the lists this asker may see; empty areas are left out."""
    found: dict[str, list[Entry]] = {}
    for name, listing in LISTINGS.items():
        if ctx.may(listing.see):
            href = f"/lists/{name}/"
            entry = Entry(words(listing.title), href, path == href)
            found.setdefault(area_of(name).title, []).append(entry)
    return [
        Group(words(area.title), area.icon, tuple(entries), any(entry.active for entry in entries))
        for area in (*AREAS, ELSEWHERE)
        if (entries := found.get(area.title))
    ]


def area_of(name: str) -> Area:
    """The area of a list or verb by the room in its name."""
    room = name.split(".", maxsplit=1)[0]
    return next((area for area in AREAS if room in area.rooms), ELSEWHERE)


def offered(ctx: Context, verb: Verb) -> bool:
    """Whether a form for this verb is offered: the asker may, and a form can hold its command."""
    return ctx.may(verb.may) and forms.drawable(verb.command) and verb.name not in BY_FILE


def may_import(ctx: Context) -> bool:
    """Whether the asker may bring files in."""
    return any(name in VERBS and ctx.may(VERBS[name].may) for name in BY_FILE)


def verbs(ctx: Context) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What the asker may do, by area: (title of the area, [(verb, title, what it means)])."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for name, verb in sorted(VERBS.items()):
        if offered(ctx, verb):
            found.setdefault(area_of(name).title, []).append((name, words(verb.title), words(verb.description)))
    return [(words(area.title), found[area.title]) for area in (*AREAS, ELSEWHERE) if area.title in found]
