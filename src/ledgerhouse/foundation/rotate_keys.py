"""Rotate the keys: a fresh key encrypts from now on, and everything that is encrypted is encrypted again with it.

Row by row in batches, each in its own transaction; a rotation that was broken off is finished by the next one. Readers are not disturbed:
the old keys stay on the ring until nothing needs them.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, NamedTuple

from django.apps import apps
from django.db import models, transaction

from ledgerhouse.foundation import keys
from ledgerhouse.foundation.encryption import EncryptedField, decrypt, encrypt, key_of

BATCH: Final = 500
Told = Callable[[str, int], None]


class Rotated(NamedTuple):
    """The key that encrypts now, and how many values were encrypted anew with it."""

    key: str
    values: int


class Elsewhere(NamedTuple):
    """Cipher texts inside a JSON column of a table that is not ours: which of its entries, and what they are bound to."""

    model: str
    column: str
    entries: tuple[str, ...]
    what: str


ELSEWHERE: list[Elsewhere] = [Elsewhere("mfa.Authenticator", "data", ("secret", "seed", "migrated_codes"), "mfa")]
"""Second factors are django-allauth's, which leaves encrypting to its adapter."""


def rotate(method: keys.Method = "aes-gcm", *, told: Told = lambda _place, _count: None) -> Rotated:
    """Add a key and encrypt everything anew. `told` hears of each column how many values it had."""
    return encrypt_anew(keys.add_key(method).name, told=told)


def encrypt_anew(name: str, *, told: Told = lambda _place, _count: None) -> Rotated:
    """Encrypt with the current key whatever is not yet."""
    count = 0
    for place, done in _changed(name):
        told(place, done)
        count += done
    return Rotated(name, count)


def retire() -> tuple[str, ...]:
    """Take off the ring the old keys with which nothing is encrypted any more. Answers their names.

    Apart from `rotate`, because a transaction that began before a rotation may still write with the old key and be seen only later.
    """
    ring = keys.ring()
    used = _used()
    gone = tuple(key.name for key in ring.keys[:-1] if key.name not in used)
    if gone:
        keys.drop(gone)
    return gone


def _changed(name: str) -> Iterator[tuple[str, int]]:
    for model, column in encrypted_columns():
        what = f"{model._meta.db_table}.{column}"
        yield what, _anew(model, column, partial(again, what=what, name=name))
    for place in _elsewhere():
        yield place.model, _anew(apps.get_model(place.model), place.column, partial(_entries, place=place, name=name))


def _used() -> set[str]:
    """Names of the keys with which something is encrypted."""
    found: set[str] = set()
    for model, column in encrypted_columns():
        found |= {key_of(held) for held in _plain(model, column).values_list("held", flat=True).iterator() if held}
    for place in _elsewhere():
        for value in apps.get_model(place.model)._default_manager.values_list(place.column, flat=True):
            for entry in place.entries:
                held = value.get(entry) or ()
                found |= {key_of(one) for one in ([held] if isinstance(held, str) else held)}
    return found


def _elsewhere() -> list[Elsewhere]:
    return [place for place in ELSEWHERE if place.model in {m._meta.label for m in apps.get_models()}]


def encrypted_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every encrypted column there is."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedField):
                yield model, field.attname


def again(cipher: str, what: str, name: str) -> str:
    """The same text under the key `name`; unchanged when it has it already."""
    return cipher if not cipher or key_of(cipher) in {"", name} else encrypt(decrypt(cipher, what), what)


def _entries(value: Any, place: Elsewhere, name: str) -> Any:
    changed = dict(value)
    for entry in place.entries:
        held = changed.get(entry)
        if isinstance(held, str):
            changed[entry] = again(held, place.what, name)
        elif isinstance(held, list):
            changed[entry] = [again(one, place.what, name) for one in held]
    return changed


def _anew(model: type[models.Model], column: str, change: Callable[[Any], Any]) -> int:
    """Change a column as it stands in the table, past what the field makes of it."""
    plain = _plain(model, column)
    done, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(plain.filter(pk__gt=last).order_by("pk").select_for_update().values_list("pk", "held")[:BATCH])
            for key, held in rows:
                fresh = change(held) if held else held
                if fresh != held:
                    done += plain.filter(pk=key).update(**{column: _as_is(fresh, model, column)})
        if not rows:
            return done
        last = rows[-1][0]


def _plain(model: type[models.Model], column: str) -> Any:
    encrypted = isinstance(model._meta.get_field(column), EncryptedField)
    kind: models.Field[Any, Any] = models.TextField() if encrypted else models.JSONField()
    return model._default_manager.annotate(held=models.ExpressionWrapper(models.F(column), output_field=kind))


def _as_is(value: Any, model: type[models.Model], column: str) -> Any:
    if isinstance(model._meta.get_field(column), EncryptedField):
        return models.Value(value, output_field=models.TextField())
    return value
