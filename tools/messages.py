"""Translations, room by room: find what is to be translated, keep each room's django.po, compile, check.

    python tools/messages.py             bring every room's locale/zh_Hans/LC_MESSAGES/django.po up to date
    python tools/messages.py --check     fail when a translation is missing, fuzzy, left over or loses a {place}
    python tools/messages.py --compile   write the .mo files that Django reads

A room is the nearest package above a file that is an installed app; strings of the kernel, posting, flows and of
interfaces that are no app live with the foundation. Files hold no dates and no line numbers, and are sorted, so they
change only when a string does. Scripts outside static/vendor/ mark their strings with a call of `t("…")`.
"""

import argparse
import io
import os
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src"
HOME = "ledgerhouse.foundation"
LOCALE = "zh_Hans"
HEADER = """# Simplified Chinese for one room of Ledgerhouse. Kept by `make messages`.
msgid ""
msgstr ""
"Project-Id-Version: ledgerhouse\\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
PLAIN = ("_", "gettext", "gettext_lazy", "gettext_noop")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(PLAIN),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


class Text(NamedTuple):
    """One string to be translated: its context (or none), singular and, where it has one, plural."""

    context: str | None
    singular: str
    plural: str | None

    @property
    def key(self) -> str | tuple[str, str]:
        """What the catalogue calls it."""
        return (self.singular, self.plural) if self.plural else self.singular


def installed_apps() -> list[str]:
    """The house's own apps, as the settings list them."""
    sys.path.insert(0, str(SRC))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledgerhouse.config.settings")
    os.environ.setdefault("LEDGERHOUSE_HOME", tempfile.gettempdir())
    os.environ.setdefault("LEDGERHOUSE_SECRET", "translations need no secret")
    from django.conf import settings

    return [app.split(".apps.")[0] for app in settings.INSTALLED_APPS if app.startswith("ledgerhouse.")]


def room_of(path: Path, apps: list[str]) -> str:
    """The room that keeps the translations of a source file."""
    parts = path.relative_to(SRC).with_suffix("").parts
    return next((name for n in range(len(parts), 0, -1) if (name := ".".join(parts[:n])) in apps), HOME)


def catalogue_path(room: str) -> Path:
    """Where a room keeps its translations."""
    return SRC.joinpath(*room.split(".")) / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def strings_in(path: Path) -> Iterator[Text]:
    """The strings that one Python file, template or script marks for translation."""
    text = path.read_text(encoding="utf-8")
    method, keywords = "python", KEYWORDS
    if path.suffix == ".html":
        from django.utils.translation.template import templatize

        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    elif path.suffix == ".js":
        method, keywords = "javascript", {"t": None}
    for _line, message, _comments, context in extract(method, io.BytesIO(text.encode()), keywords=keywords):
        words = message if isinstance(message, tuple) else (message,)
        if words[0]:
            yield Text(context, words[0], words[1] if len(words) > 1 else None)


def collect(apps: list[str]) -> dict[str, dict[Text, set[str]]]:
    """For each room, its strings and the files that use them."""
    rooms: dict[str, dict[Text, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in sorted(SRC.rglob("*")):
        if path.suffix in {".py", ".html", ".js"} and not {"vendor", "migrations"} & set(path.parts):
            for text in strings_in(path):
                rooms[room_of(path, apps)][text].add(path.relative_to(SRC).as_posix())
    return rooms


def catalogues() -> dict[str, Catalog]:
    """The committed catalogues by room."""
    found = {}
    for path in sorted(SRC.rglob(f"locale/{LOCALE}/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            found[".".join(path.relative_to(SRC).parts[:-4])] = read_po(file, locale=LOCALE)
    return found


def spoken(message: Message | None) -> list[str]:
    """The non-empty translations of a message; none when it is fuzzy or has none."""
    if message is None or message.fuzzy:
        return []
    words = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return [word for word in words if word]


def update(rooms: dict[str, dict[Text, set[str]]], known: dict[str, Catalog]) -> None:
    """Write every room's catalogue: its strings, sorted, with the translations that any room has for them."""
    elsewhere = {
        (message.context, message.id): message.string
        for catalog in known.values()
        for message in catalog
        if message.id and spoken(message)
    }
    for room in sorted({*rooms, *known}):
        catalog = Catalog(locale=LOCALE, fuzzy=False)
        for text, files in rooms.get(room, {}).items():
            own = known[room].get(text.key, text.context) if room in known else None
            string = own.string if own and spoken(own) else elsewhere.get((text.context, text.key), "")
            catalog.add(text.key, string, locations=[(name, 0) for name in sorted(files)], context=text.context)
        path = catalogue_path(room)
        if not len(catalog):
            path.unlink(missing_ok=True)
            continue
        body = io.BytesIO()
        write_po(body, catalog, width=110, omit_header=True, sort_output=True, include_lineno=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = HEADER + body.getvalue().decode().strip() + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != fresh:
            path.write_text(fresh, encoding="utf-8")
            missing = sum(1 for message in catalog if message.id and not spoken(message))
            print(
                f"{path.relative_to(ROOT)}: {len(catalog)} strings" + (f", {missing} to translate" if missing else "")
            )


def same_places(text: Text, translations: list[str]) -> bool:
    """Whether every translation names the same places for facts; a plural may leave out its number."""
    wanted = [set(PLACES.findall(word)) for word in (text.singular, text.plural) if word]
    return all(set(PLACES.findall(word)) in wanted for word in translations)


def problems(rooms: dict[str, dict[Text, set[str]]], known: dict[str, Catalog]) -> Iterator[str]:
    """Everything that is wrong with the catalogues, one sentence each."""
    said: dict[tuple[str | None, object], tuple[str, list[str]]] = {}
    for room in sorted({*rooms, *known}):
        catalog = known.get(room, Catalog(locale=LOCALE))
        texts = rooms.get(room, {})
        for text, files in sorted(texts.items(), key=lambda pair: pair[0].singular):
            message = catalog.get(text.key, text.context)
            words = spoken(message)
            where = f"{room}: {text.singular!r} ({min(files)})"
            if not words:
                yield f"{where} is {'fuzzy' if message is not None and message.fuzzy else 'not translated'}"
            elif not same_places(text, words):
                yield f"{where} has other {{places}} in its translation: {words[0]!r}"
            first = said.setdefault((text.context, text.key), (room, words))
            if words and first[1] and words != first[1]:
                yield f"{where} is {words[0]!r} here and {first[1][0]!r} in {first[0]}; Django can say only one"
        wanted = {(text.context, text.key) for text in texts}
        for message in (*catalog, *catalog.obsolete.values()):
            if message.id and (message.context, message.id) not in wanted:
                yield f"{room}: {message.id!r} is translated but nowhere used"


def compile_all() -> int:
    """Write a .mo beside every .po; the number written."""
    count = 0
    for path in sorted(SRC.rglob("locale/*/LC_MESSAGES/*.po")):
        with path.open("rb") as source:
            catalog = read_po(source, locale=path.parts[-3])
        whole = path.with_suffix(".mo.new")
        with whole.open("wb") as target:
            write_mo(target, catalog)
        whole.replace(path.with_suffix(".mo"))
        count += 1
    return count


def main() -> int:
    """Read the arguments and do it; the exit status is 1 when --check finds something."""
    parser = argparse.ArgumentParser(description="Keep the translations of every room.")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="fail on a missing, fuzzy, empty or left-over translation")
    mode.add_argument("--compile", action="store_true", help="write the .mo files")
    asked = parser.parse_args()
    if asked.compile:
        print(f"{compile_all()} catalogues compiled")
        return 0
    rooms = collect(installed_apps())
    if not asked.check:
        update(rooms, catalogues())
    found = list(problems(rooms, catalogues()))
    print("\n".join(found) or f"{sum(map(len, rooms.values()))} strings in {len(rooms)} rooms, all translated")
    return 1 if found and asked.check else 0


if __name__ == "__main__":
    sys.exit(main())
