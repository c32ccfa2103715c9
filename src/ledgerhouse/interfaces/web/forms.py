"""Forms from classes: the fields of a command or filter class as inputs, and what was sent back as raw input.

A field's title, help and look-up list may stand in its metadata (`field(metadata={"title": …, "help": …, "refers": "catalog.items"})`),
and a function that names what there is to choose from (`"choices": subject_names`). Without them the shared names in `words` are used.
Tuples of dataclasses become line grids, tuples of words one text box with a word a line.
"""

import re
import sys
import types
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from django.http import QueryDict
from django.utils.translation import gettext as _
from pydantic import SecretStr

from ledgerhouse.foundation.reading import enum_title, plain, words
from ledgerhouse.interfaces.web.field_words import FIELD_TITLES
from ledgerhouse.interfaces.web.words import LOOK_UPS
from ledgerhouse.kernel.errors import Problem

Kind = Literal[
    "text", "long", "number", "whole", "date", "moment", "choice", "yes_no", "check", "secret", "words", "part", "grid"
]
BLANK_ROWS = 3
MOST_ROWS = 2000


class Choice(NamedTuple):
    """One option of a select: what is sent, what is shown, what the command gets."""

    value: str
    title: str
    means: Any


@dataclass(frozen=True)
class Spec:
    """How one field of a class is drawn and read."""

    name: str
    title: str
    help: str
    kind: Kind
    required: bool
    refers: str = ""
    choices: tuple[Choice, ...] = ()
    parts: tuple["Spec", ...] = ()
    longest: int = 0
    default: str = ""
    column: tuple[str, ...] = ()
    """Titles of the column of a file that may fill the field instead of typing; none where no file may."""


@dataclass
class Box:
    """One drawn input: its spec, its name in the form, its text, and what is wrong with it."""

    spec: Spec
    name: str
    text: str = ""
    problems: list[str] = field(default_factory=list)
    rows: list[list["Box"]] = field(default_factory=list)
    blank: list["Box"] = field(default_factory=list)
    parts: list["Box"] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The input's id, for its label."""
        return f"f-{self.name}"


def specs_of(cls: Any) -> tuple[Spec, ...]:
    """The fields of a dataclass as specs, in order."""
    return _specs_of(cls)


@cache
def _specs_of(cls: Any) -> tuple[Spec, ...]:
    hints = get_type_hints(cls, include_extras=True)
    specs = tuple(_spec(f, hints[f.name]) for f in fields(cls) if f.init)
    states = _states(cls)
    return tuple(
        replace(s, kind="choice", choices=states) if s.name == "state" and s.kind == "text" and states else s
        for s in specs
    )


def _states(cls: Any) -> tuple[Choice, ...]:
    """For a filter called `state`: the states that the words of the class's room name."""
    room = sys.modules.get(cls.__module__.rpartition(".")[0] + ".words")
    names = getattr(room, "STATES", {})
    return tuple(Choice(state, title, state) for state, title in names.items())


def _spec(f: "Field[Any]", hint: Any) -> Spec:
    limits: list[Any] = []
    required = f.default is MISSING and f.default_factory is MISSING
    hint = _bare(hint, limits)
    about = dict(f.metadata)
    kind, choices, parts = _kind(hint)
    longest = max((getattr(m, "max_length", 0) or 0 for m in limits), default=0)
    if named := about.get("choices"):  # a function: what there is to choose from is known once the house is open
        kind, choices = "choice", tuple(Choice(name, name, name) for name in named())
    if kind == "text" and longest > 200:
        kind = "long"
    if kind == "yes_no" and f.default is False:
        kind = "check"
    described = next((d for m in limits if (d := getattr(m, "description", None))), "")
    fallback = "" if required or f.default in (MISSING, None, "", False) else f.default
    return Spec(
        name=f.name,
        title=about.get("title") or FIELD_TITLES.get(f.name) or f.name.replace("_", " ").capitalize(),
        help=about.get("help") or described or "",
        kind=kind,
        required=required,
        refers=about.get("refers") or (LOOK_UPS.get(f.name, "") if kind == "text" else ""),
        choices=choices,
        parts=parts,
        longest=longest,
        default=plain_input(fallback),
        column=tuple(about.get("column", ())),
    )


def _bare(hint: Any, limits: list[Any]) -> Any:
    """The type without `Annotated` and `None`; what the annotations say is added to `limits`."""
    while True:
        origin = get_origin(hint)
        if origin is Annotated:
            hint, *notes = get_args(hint)
            for note in notes:
                limits += [note, *getattr(note, "metadata", ())]
        elif origin in {Union, types.UnionType}:
            kept = [part for part in get_args(hint) if part is not type(None)]
            if len(kept) != 1:
                return str
            hint = kept[0]
        else:
            return hint


def _kind(hint: Any) -> tuple[Kind, tuple[Choice, ...], tuple[Spec, ...]]:
    origin = get_origin(hint)
    if origin is Literal:
        return "choice", tuple(Choice(str(v), str(v), v) for v in get_args(hint) if v != ""), ()
    if origin in {tuple, list, Sequence, frozenset}:
        inner = _bare(get_args(hint)[0], [])
        return ("grid", (), specs_of(inner)) if is_dataclass(inner) else ("words", (), ())
    if isinstance(hint, type):
        if is_dataclass(hint):
            return "part", (), specs_of(hint)
        if issubclass(hint, Enum):
            return "choice", tuple(Choice(str(m.value), enum_title(m), m.value) for m in hint), ()
        if hint is SecretStr:
            return "secret", (), ()
        simple: tuple[tuple[type, Kind], ...] = (
            (bool, "yes_no"), (int, "whole"), (Decimal, "number"), (datetime, "moment"), (date, "date"),
        )  # fmt: skip
        return next((kind for cls, kind in simple if issubclass(hint, cls)), "text"), (), ()
    return "text", (), ()


def drawable(cls: Any) -> bool:
    """Whether a form can hold a command: no grid inside a grid, no file. The others are for files and programs."""
    return all(
        spec.kind not in {"grid", "part"} or all(part.kind not in {"grid", "part"} for part in spec.parts)
        for spec in specs_of(cls)
    ) and not any(hint is bytes for hint in map(_whole, get_type_hints(cls).values()))


def _whole(hint: Any) -> Any:
    return _bare(hint, [])


def sent(specs: Iterable[Spec], data: QueryDict, prefix: str = "") -> dict[str, Any]:
    """What a form sent as raw input for `kernel.commands.read`: blanks left out, empty rows dropped."""
    raw: dict[str, Any] = {}
    for spec in specs:
        value = _sent(spec, data, prefix + spec.name)
        if value is not None:
            raw[spec.name] = value
    return raw


def _sent(spec: Spec, data: QueryDict, name: str) -> Any:
    if spec.kind == "grid":
        return _rows(spec, data, name)
    if spec.kind == "part":
        return sent(spec.parts, data, f"{name}-") or None
    text = unicodedata.normalize("NFKC", data.get(name, "")).strip()
    if spec.kind in {"yes_no", "check"}:
        return {"yes": True, "no": False}.get(text)
    if not text:
        return None
    if spec.kind in {"number", "whole"}:
        return text.replace(",", "")
    if spec.kind == "words":
        return [word.strip() for word in re.split(r"[\n,、]", text) if word.strip()]
    if spec.kind == "choice":
        return next((c.means for c in spec.choices if c.value == text), text)
    return data.get(name, "").strip() if spec.kind in {"text", "long"} else text


def _rows(spec: Spec, data: QueryDict, name: str) -> list[dict[str, Any]]:
    """The rows of a grid in order of their index; rows without anything typed are left out."""
    begin = f"{name}-"
    indexes = {
        part[0] for key in data if key.startswith(begin) and (part := key[len(begin) :].split("-", 1))[0].isdigit()
    }
    rows = []
    for index in sorted(map(int, indexes))[:MOST_ROWS]:
        row = sent(spec.parts, data, f"{begin}{index}-")
        if any(value not in (None, "", [], False) for value in row.values()):
            rows.append(row)
    return rows


def boxes(specs: Iterable[Spec], raw: Mapping[str, Any], problems: Iterable[Problem] = ()) -> list[Box]:
    """The inputs of a form holding raw values, with each problem at its place."""
    told: dict[str, list[str]] = {}
    for one in problems:
        told.setdefault(one.where, []).append(one.sentence(_))
    return [_box(spec, raw.get(spec.name), spec.name, spec.name, told) for spec in specs]


def _box(spec: Spec, value: Any, name: str, where: str, told: dict[str, list[str]]) -> Box:
    box = Box(spec, name, _text(spec, value), told.pop(where, []))
    if spec.kind == "words":
        for key in [key for key in told if key.startswith(f"{where}.")]:
            box.problems += told.pop(key)
    if spec.kind == "part":
        kept = value if isinstance(value, Mapping) else {}
        box.parts = [_box(p, kept.get(p.name), f"{name}-{p.name}", f"{where}.{p.name}", told) for p in spec.parts]
    if spec.kind == "grid":
        rows = list(value or ())
        rows += [{}] * (BLANK_ROWS if not rows else 1)
        box.rows = [
            [_box(p, row.get(p.name), f"{name}-{i}-{p.name}", f"{where}.{i}.{p.name}", told) for p in spec.parts]
            for i, row in enumerate(rows)
        ]
        box.blank = [_box(p, None, f"{name}-__row__-{p.name}", "", {}) for p in spec.parts]
        for key in [key for key in told if key.startswith(f"{where}.")]:
            line = key.split(".")[-1]
            said = [f"{_('line')} {int(line) + 1}: {s}" if line.isdigit() else s for s in told.pop(key)]
            box.problems += said
    return box


def _text(spec: Spec, value: Any) -> str:
    if value is None or spec.kind in {"grid", "part", "secret"}:
        return ""
    if spec.kind in {"yes_no", "check"}:
        return {True: "yes", False: "no"}.get(value, str(value))
    if spec.kind == "number" and isinstance(value, str) and re.fullmatch(r"\d+\.\d+", value):
        return plain_input(Decimal(value))  # 48.000000 of a paper's action is 48 for people
    if spec.kind == "words" and not isinstance(value, str):
        return "\n".join(plain(v) for v in value)
    return plain_input(value)


def plain_input(value: Any) -> str:
    """A value as the text of an input."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "" if isinstance(value, tuple | list | dict) else str(value)


def defaults_of(specs: Iterable[Spec]) -> dict[str, str]:
    """What a fresh form shows: the defaults of the command, so that nothing is decided unseen."""
    return {spec.name: spec.default for spec in specs if spec.default}


def elsewhere(drawn: Iterable[Box], problems: Iterable[Problem]) -> list[str]:
    """Sentences of problems that no input of the form shows: they are said above it."""
    shown = set(_shown(drawn))
    return [
        f"{words(FIELD_TITLES.get(p.where, p.where))}: {text}" if p.where else text
        for p in problems
        if (text := p.sentence(_)) not in shown
    ]


def _shown(drawn: Iterable[Box]) -> Iterable[str]:
    for box in drawn:
        yield from (said.partition(": ")[2] or said for said in box.problems)
        yield from box.problems
        yield from _shown(box.parts)
        for row in box.rows:
            yield from _shown(row)
