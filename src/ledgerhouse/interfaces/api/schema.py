"""JSON schemas of every command, answer, filter and row, made together so that two classes of one name stay apart."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import IntEnum
from functools import cached_property
from typing import Any, Final, get_args, get_type_hints

from pydantic import TypeAdapter

from ledgerhouse.foundation.listing import Column, Listing
from ledgerhouse.foundation.paper import PaperKind
from ledgerhouse.foundation.printing.forms import forms_of
from ledgerhouse.foundation.printing.labels import MOST_COPIES
from ledgerhouse.foundation.printing.words import SIZES
from ledgerhouse.foundation.printing.zpl import DOTS
from ledgerhouse.foundation.verb import Verb
from ledgerhouse.interfaces.api.asking import FOR_GOOD, LONGEST_KEY, REHEARSE
from ledgerhouse.interfaces.api.events import Events
from ledgerhouse.interfaces.api.labels import FORMATS
from ledgerhouse.interfaces.api.lists import MOST
from ledgerhouse.kernel.commands import reader

REF: Final = "#/components/schemas/{model}"
TEXT: Final = {"type": "string"}
EXACT: Final = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "description": "an exact decimal as text"}
KINDS: Final[Mapping[str, dict[str, Any]]] = {
    "quantity": EXACT,
    "price": EXACT,
    "amount": EXACT,
    "number": {"type": ["integer", "string"], "description": "a whole number; as text beyond 2**53"},
    "date": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "yes_no": {"type": "boolean"},
}
KEY: Final = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY + 2, "pattern": "^[ -~]+$"}
SAID_YES: Final = {"type": "string", "enum": ["false", *sorted(FOR_GOOD - {"false"}), *sorted(REHEARSE)]}
FACTS: Final = {"type": "object", "additionalProperties": True}
FIXED: Final[Mapping[str, dict[str, Any]]] = {
    "Problem": {
        "type": "object",
        "description": "Why not (RFC 9457). Programs decide by `code`; people read `detail`.",
        "required": ["type", "title", "status", "detail", "code", "facts"],
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "code": TEXT,
            "facts": FACTS,
            "problems": {
                "type": "array",
                "items": {"type": "object", "properties": {"where": TEXT, "detail": TEXT, "facts": FACTS}},
            },
        },
    },
    "Paper": {
        "type": "object",
        "required": ["kind", "number", "title", "state", "facts", "tables", "actions", "links"],
        "properties": {
            "kind": TEXT,
            "number": TEXT,
            "title": TEXT,
            "state": TEXT,
            "state_title": TEXT,
            "facts": {"type": "array", "items": FACTS},
            "tables": {"type": "array", "items": FACTS},
            "actions": {"type": "array", "items": FACTS},
            "links": {"type": "array", "items": FACTS},
        },
    },
    "News": {
        "type": "object",
        "required": ["events", "last"],
        "properties": {
            "last": {"type": "string", "description": "where to go on from"},
            "events": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "topic", "at", "paper", "data"],
                    "properties": {
                        "id": TEXT,
                        "topic": TEXT,
                        "at": KINDS["moment"],
                        "paper": {"type": ["object", "null"], "properties": {"kind": TEXT, "number": TEXT}},
                        "data": FACTS,
                    },
                },
            },
        },
    },
}
REFUSALS: Final = {
    status: {"description": what, "content": {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}}
    for status, what in {
        "400": "not readable at all",
        "401": "no valid token or session",
        "403": "not allowed",
        "404": "no such thing in the asker's scope",
        "405": "the address answers another method",
        "409": "not possible now",
        "413": "the request is larger than the server reads",
        "422": "the input is not valid: all problems at once",
        "429": "too many requests",
        "503": "the database can not be used now",
    }.items()
}  # fmt: skip
EVERY_LIST: Final = (
    ("search", TEXT, "words to look for"),
    ("sort", TEXT, "a column, with - in front for falling order"),
    ("cursor", TEXT, "the “next” of the page before"),
    ("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": 50}, "rows on a page"),
    ("count", {"type": "boolean"}, "also count all rows"),
    ("totals", {"type": "boolean"}, "also sum the columns that add up"),
)


class Shapes:
    """The components of the description, and what each operation refers to."""

    def __init__(
        self, verbs: Mapping[str, Verb], lists: Mapping[str, Listing], papers: Mapping[str, PaperKind]
    ) -> None:
        self._verbs, self._lists, self._papers = dict(verbs), dict(lists), dict(papers)

    @cached_property
    def _made(self) -> tuple[dict[tuple[str, str], dict[str, Any]], dict[str, Any]]:
        wanted: list[tuple[str, Any, TypeAdapter[Any]]] = []
        for verb in self._verbs.values():
            wanted.append((f"command {verb.name}", "validation", reader(verb.command)))
            wanted.append((f"answer {verb.name}", "serialization", reader(verb.answer)))
        wanted += [(f"filters {one.name}", "validation", reader(one.filters)) for one in self._lists.values()]
        wanted.append(("events", "validation", reader(Events)))
        made, whole = TypeAdapter.json_schemas(wanted, ref_template=REF)
        return {(key, mode): schema for (key, mode), schema in made.items()}, whole.get("$defs", {})

    @cached_property
    def components(self) -> dict[str, Any]:
        """Every named schema."""
        rows = {f"Row.{name}": _row(one) for name, one in self._lists.items()}
        return {**FIXED, **self._made[1], **rows}

    def describe(self, operation: dict[str, Any], translate: Callable[[str], str]) -> None:
        """Fill in what goes in and comes out of one operation."""
        kind, name = operation.pop("x-shape")
        operation["responses"] = {"200": {"description": "done"}, **REFUSALS}
        if kind == "verb":
            self._verb(operation, name)
        elif kind == "list":
            self._list(operation, name)
        elif kind == "events":
            self._events(operation)
        elif kind == "print":
            self._print(operation, name)
        elif kind == "label":
            self._label(operation)
        else:
            operation["responses"]["200"] = _json({"$ref": REF.format(model="Paper")})

    def _verb(self, operation: dict[str, Any], name: str) -> None:
        made = self._made[0]
        operation["parameters"] = [
            _header("Idempotency-Key", "the same key again answers the first answer", required=False, schema=KEY),
            _header("Dry-Run", "true: show the answer, write nothing; needs no key", required=False, schema=SAID_YES),
        ]
        command = made[f"command {name}", "validation"]
        # no body at all is an empty object, which is a whole command where nothing must be said
        operation["requestBody"] = {"required": bool(self._whole(command).get("required")), **_content(command)}
        operation["responses"]["200"] = _json(made[f"answer {name}", "serialization"])

    def _list(self, operation: dict[str, Any], name: str) -> None:
        listing = self._lists[name]
        own = self._fields(self._made[0][f"filters {name}", "validation"])
        operation["parameters"] = [
            {"in": "query", "name": f.name, "required": False, "schema": own.get(f.name, TEXT)}
            for f in fields(listing.filters)
        ] + [
            {"in": "query", "name": parameter, "required": False, "schema": schema, "description": what}
            for parameter, schema, what in EVERY_LIST
        ]
        operation["responses"]["200"] = _json(
            {
                "type": "object",
                "required": ["rows", "next", "count"],
                "properties": {
                    "rows": {"type": "array", "items": {"$ref": REF.format(model=f"Row.{name}")}},
                    "next": {"type": "string", "description": "cursor of the next page, empty at the end"},
                    "count": {"type": ["integer", "null"]},
                    "totals": FACTS,
                },
            }
        )

    def _events(self, operation: dict[str, Any]) -> None:
        own = self._fields(self._made[0]["events", "validation"])
        operation["parameters"] = [
            {"in": "query", "name": name, "required": False, "schema": schema} for name, schema in own.items()
        ]
        operation["responses"]["200"] = _json({"$ref": REF.format(model="News")})

    def _print(self, operation: dict[str, Any], kind: str) -> None:
        names = {"form": [one.name for one in forms_of(kind)], "size": list(SIZES)}
        # beside the number, which the framework has found in the address
        operation["parameters"] += [
            {"in": "query", "name": name, "required": False, "schema": {"type": "string", "enum": ["", *known]}}
            for name, known in names.items()
        ]
        file = {"type": "string", "format": "binary"}
        operation["responses"]["200"] = {"description": "done", "content": {"application/pdf": {"schema": file}}}

    def _label(self, operation: dict[str, Any]) -> None:
        numbers = {"type": "array", "items": TEXT, "minItems": 1}
        operation["parameters"] = [
            {"in": "query", "name": name, "required": name == "number", "schema": schema}
            for name, schema in {
                "number": numbers,
                "format": {"type": "string", "enum": list(FORMATS), "default": FORMATS[0]},
                "dpi": {"type": "integer", "enum": list(DOTS), "default": min(DOTS)},
                "copies": {"type": "integer", "minimum": 1, "maximum": MOST_COPIES, "default": 1},
            }.items()
        ]
        operation["responses"]["200"] = {
            "description": "done",
            "content": {f"application/{name}": {"schema": {"type": "string", "format": "binary"}} for name in FORMATS},
        }

    def _fields(self, schema: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self._whole(schema).get("properties", {})
        return found

    def _whole(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema itself where it is a reference to a component."""
        if "$ref" not in schema:
            return schema
        found: dict[str, Any] = self._made[1][schema["$ref"].rpartition("/")[2]]
        return found


def _row(listing: Listing) -> dict[str, Any]:
    hints = get_type_hints(listing.row)
    return {
        "type": "object",
        "description": listing.title,
        "properties": {c.name: _column(c, hints[c.name]) for c in listing.columns},
        "required": [c.name for c in listing.columns if not c.masked],
    }


def _column(column: Column, hint: Any) -> dict[str, Any]:
    return {"title": str(column.title), "anyOf": [_value(column, hint), {"type": "null"}]}


def _value(column: Column, hint: Any) -> dict[str, Any]:
    """What a column shows: by its kind, but codes and states that are whole numbers are shown as such."""
    kinds = [one for one in (get_args(hint) or (hint,)) if isinstance(one, type)]
    words = next((one for one in kinds if issubclass(one, IntEnum)), None)
    if words is not None:
        told = ", ".join(f"{one.value} {one.name.lower()}" for one in words)
        return {"type": "integer", "enum": [one.value for one in words], "description": told}
    return KINDS.get(column.kind) or (KINDS["number"] if int in kinds else TEXT)


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "done", **_content(schema)}


def _header(name: str, what: str, *, required: bool, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": required, "schema": schema, "description": what}
