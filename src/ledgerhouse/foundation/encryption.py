"""Text that the database keeps only encrypted (AES-256-GCM, or SM4-GCM), and digests to look it up by.

The cipher text is `lh1:<key>:<base64 of nonce, text and tag>`. What it belongs to is authenticated with it, so that a value moved to another
column does not open. A blind index is a keyed digest (HMAC-SHA-256): equal texts have equal digests, and nobody without the ring can try
telephone numbers through.
"""

import base64
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import FieldError
from django.db import models

from ledgerhouse.foundation.keys import Key, ring
from ledgerhouse.kernel.errors import Refused, gettext_noop

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
    _Char = models.CharField[str, str]
else:
    _Text, _Char = models.TextField, models.CharField

MARK: Final = "lh1:"
NONCE: Final = 12
TAG: Final = 16


class Unopened(Refused):
    """A cipher text was changed, or does not belong here."""

    code = "cipher-text-broken"
    template = gettext_noop("An encrypted value of {what} can not be opened: it was changed, or belongs elsewhere.")
    status = 500


def encrypt(text: str, what: str) -> str:
    """The cipher text of `text`, bound to what it is (a table's column, for instance)."""
    key, nonce = ring().current, secrets.token_bytes(NONCE)
    sealed = nonce + _seal(key, nonce, text.encode(), what.encode())
    return f"{MARK}{key.name}:{base64.b64encode(sealed).decode()}"


def decrypt(cipher: str, what: str) -> str:
    """The text again. Refuses with `Unopened`, or with `KeyMissing` when its key is gone."""
    from cryptography.exceptions import InvalidTag

    try:
        mark, name, body = cipher.split(":")
        if mark + ":" != MARK:
            raise ValueError(mark)
        sealed = base64.b64decode(body, validate=True)
        return _open(ring().key(name), sealed[:NONCE], sealed[NONCE:], what.encode()).decode()
    except (InvalidTag, ValueError):
        raise Unopened(what=what) from None


def blind(text: str, what: str) -> str:
    """The digest to look a text up by; "" for none. Case and spaces around do not matter."""
    if not text:
        return ""
    return hmac.new(ring().index, f"{what}\n{text.strip().casefold()}".encode(), hashlib.sha256).hexdigest()


def key_of(cipher: str) -> str:
    """Which key of the ring a text was encrypted with; "" for a text that is not encrypted."""
    return cipher.split(":")[1] if cipher.startswith(MARK) else ""


def _seal(key: Key, nonce: bytes, text: bytes, what: bytes) -> bytes:
    if key.method == "aes-gcm":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(key.secret).encrypt(nonce, text, what)
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    sealing = Cipher(algorithms.SM4(key.secret), modes.GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(what)
    return sealing.update(text) + sealing.finalize() + sealing.tag


def _open(key: Key, nonce: bytes, sealed: bytes, what: bytes) -> bytes:
    if key.method == "aes-gcm":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(key.secret).decrypt(nonce, sealed, what)
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    opening = Cipher(algorithms.SM4(key.secret), modes.GCM(nonce, sealed[-TAG:])).decryptor()
    opening.authenticate_additional_data(what)
    return opening.update(sealed[:-TAG]) + opening.finalize()


class EncryptedField(_Text):
    """Text that is encrypted in its column. It can be neither searched nor sorted; look it up by a `BlindIndexField`."""

    @property
    def what(self) -> str:
        """What its cipher texts are bound to."""
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        """To the database: encrypted; nothing stays nothing."""
        if not value or hasattr(value, "resolve_expression"):
            return value
        return encrypt(str(value), self.what)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """From the database: the text."""
        del expression, connection
        return decrypt(value, self.what) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Only emptiness can be asked for: equal texts have different cipher texts."""
        if lookup_name != "isnull":
            message = f"{self.what} is encrypted; look it up by its blind index"
            raise FieldError(message)
        return super().get_lookup(lookup_name)


class BlindIndexField(_Char):
    """The digest of another field of the row, written with it, to look it up by."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"max_length": 64, "blank": True, "default": "", "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        """Keep which field it is of in migrations."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, instance: models.Model, add: bool) -> str:  # noqa: FBT001 - Django's signature
        """The digest of the other field as it is now."""
        digest = self.digest(str(getattr(instance, self.of) or ""))
        setattr(instance, self.attname, digest)
        return digest

    def digest(self, text: str) -> str:
        """What to look for in this column."""
        return blind(text, f"{self.model._meta.db_table}.{self.of}")


def encrypt_what_is_there(model: type[models.Model], column: str) -> None:
    """For migrations: encrypt the plain text that a column held until now, and write the blind indexes of it. May be repeated."""
    field: Any = model._meta.get_field(column)
    indexes: list[Any] = [f for f in model._meta.local_fields if isinstance(f, BlindIndexField) and f.of == column]
    plain = models.ExpressionWrapper(models.F(column), output_field=models.TextField())
    rows = model._default_manager.annotate(held=plain).exclude(held="").exclude(held__startswith=MARK)
    for key, held in rows.values_list("pk", "held").iterator():
        found = {f.attname: f.digest(held) for f in indexes}
        sealed = models.Value(encrypt(held, field.what), output_field=models.TextField())
        model._default_manager.filter(pk=key).update(**{column: sealed}, **found)
