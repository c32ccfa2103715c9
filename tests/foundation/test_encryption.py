"""Encrypted fields, blind indexes, and the rotation of keys."""

import stat

import pytest
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import connection
from tests.cast import Cast, assemble

from ledgerhouse.foundation import keys
from ledgerhouse.foundation.encryption import Unopened, decrypt, encrypt, key_of
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.people import find_person
from ledgerhouse.foundation.people.change_user import ChangeUser, change_user
from ledgerhouse.foundation.rotate_keys import encrypt_anew, retire, rotate
from ledgerhouse.interfaces.cli import main
from ledgerhouse.masterdata.partners.models import Address

pytestmark = pytest.mark.requirement("R077")


@pytest.fixture(autouse=True)
def ring(tmp_path, monkeypatch) -> keys.Ring:
    """A key ring of this test alone."""
    monkeypatch.setattr(settings, "KEY_RING", str(tmp_path / "keys"))
    return keys.ring()


@pytest.fixture
def cast(db, ring) -> Cast:
    """The cast under this test's own keys."""
    return assemble()


def as_stored(model: type, column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from {model._meta.db_table} where {column} <> '' order by id")
        return [row[0] for row in cursor.fetchall()]


def test_the_ring_is_made_once_and_is_its_owners_alone(tmp_path) -> None:
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600
    assert keys.ring() == keys.ring()


@pytest.mark.parametrize("method", ["aes-gcm", "sm4-gcm"])
def test_a_text_comes_back_and_looks_like_nothing_in_between(method: keys.Method) -> None:
    keys.add_key(method)
    cipher = encrypt("13900000000", "here")
    assert "1390" not in cipher
    assert cipher != encrypt("13900000000", "here"), "the same text twice does not look the same"
    assert decrypt(cipher, "here") == "13900000000"


@pytest.mark.parametrize("method", ["aes-gcm", "sm4-gcm"])
def test_a_changed_or_moved_cipher_text_does_not_open(method: keys.Method) -> None:
    keys.add_key(method)
    cipher = encrypt("13900000000", "here")
    with pytest.raises(Unopened):
        decrypt(cipher, "there")
    body = cipher[:-6] + ("A" if cipher[-6] != "A" else "B") + cipher[-5:]
    with pytest.raises(Unopened):
        decrypt(body, "here")
    with pytest.raises(Unopened):
        decrypt("plain text", "here")


def test_without_its_key_nothing_opens_and_the_key_is_named(tmp_path) -> None:
    cipher = encrypt("x", "here")
    (tmp_path / "keys").unlink()
    keys.ring()
    with pytest.raises(Unopened):
        decrypt(cipher, "here")  # a new ring has a k1 of its own
    with pytest.raises(keys.KeyMissing, match="k9"):
        decrypt(cipher.replace("k1", "k9"), "here")


def test_a_broken_ring_says_which_line(tmp_path) -> None:
    with (tmp_path / "keys").open("a") as file:
        file.write("k2 aes-gcm short\n")
    with pytest.raises(keys.RingUnreadable, match="3"):
        keys.ring()


def test_personal_fields_are_ciphers_in_the_tables(cast: Cast) -> None:
    change_user(ChangeUser(username="buyer", email="Sun.Li@example.com"), cast.house)
    stored = as_stored(User, "email") + as_stored(Address, "contact") + as_stored(Address, "phone")
    assert len(stored) == 1 + 2 + 2
    assert all(text.startswith("lh1:k1:") for text in stored)
    assert Address.objects.get(partner__code="NET").phone == "13900000000"
    with pytest.raises(FieldError, match="blind index"):
        Address.objects.filter(phone="13900000000").exists()


def test_an_address_is_found_by_its_blind_index(cast: Cast) -> None:
    change_user(ChangeUser(username="buyer", email="Sun.Li@example.com"), cast.house)
    assert find_person.by_email(" sun.li@EXAMPLE.com ").username == "buyer"
    assert find_person.by_email("other@example.com") is None
    change_user(ChangeUser(username="sales", email="sun.li@example.com"), cast.house)
    assert find_person.by_email("sun.li@example.com") is None, "two people share it: neither is meant"


def test_a_rotation_encrypts_everything_anew_and_old_keys_retire(cast: Cast) -> None:
    change_user(ChangeUser(username="buyer", email="sun@example.com"), cast.house)
    done = rotate("sm4-gcm")
    assert done == ("k2", 5)
    stored = as_stored(User, "email") + as_stored(Address, "contact") + as_stored(Address, "phone")
    assert {key_of(text) for text in stored} == {"k2"}
    assert User.objects.get(username="buyer").email == "sun@example.com"
    assert find_person.by_email("sun@example.com").username == "buyer", "look-ups outlive rotations"
    assert retire() == ("k1",)
    assert [key.name for key in keys.ring().keys] == ["k2"]
    assert Address.objects.get(partner__code="NET").contact == "张三"


def test_a_key_that_is_still_needed_does_not_retire(cast: Cast) -> None:
    keys.add_key()
    assert retire() == ()
    encrypt_anew("k2")
    assert retire() == ("k1",)


def test_a_rotation_that_was_broken_off_is_finished_by_the_next(cast: Cast) -> None:
    keys.add_key()  # and then the machine went down
    assert rotate().key == "k3"
    assert retire() == ("k1", "k2")


def test_second_factors_are_rotated_too(cast: Cast) -> None:
    from allauth.mfa.models import Authenticator

    user = User.objects.get(username="buyer")
    Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt("JBSWY3DP", "mfa")})
    rotate()
    held = Authenticator.objects.get().data["secret"]
    assert key_of(held) == "k2"
    assert decrypt(held, "mfa") == "JBSWY3DP"
    assert retire() == ("k1",)


def test_the_command_line_rotates_and_shows_no_key(cast: Cast, capsys, monkeypatch) -> None:
    monkeypatch.setenv("LEDGERHOUSE_LANGUAGE", "en")
    assert main.main(["keys", "rotate"]) == 0
    assert main.main(["keys", "show"]) == 0
    said = capsys.readouterr().out
    assert "k2 encrypts now" in said
    secrets = keys.ring_file().read_text().split()
    assert not any(secret in said for secret in secrets if len(secret) > 20)
