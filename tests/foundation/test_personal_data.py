"""Personal data: erased on request while the books stay; old things go by rules; secrets and persons are in no log, trail or record."""

import io
import json
import logging
from datetime import timedelta

import pytest
from pydantic import SecretStr
from tests.cast import NOW, PASSWORD, Cast

from ledgerhouse.foundation import jobs
from ledgerhouse.foundation.models import AuditRow, BrowserSession, Command, SignIn, User
from ledgerhouse.foundation.operations.set_retention import SetRetention, set_retention
from ledgerhouse.foundation.people.change_user import ChangeUser, change_user
from ledgerhouse.foundation.people.deactivate_user import DeactivateUser, deactivate_user
from ledgerhouse.foundation.people.erase_user import EraseUser, StillActive, erase_user
from ledgerhouse.foundation.people.issue_token import IssueToken, issue_token
from ledgerhouse.foundation.people.reset_password import ResetPassword, reset_password
from ledgerhouse.foundation.rights import context_of_token
from ledgerhouse.foundation.sign_in import lockout
from ledgerhouse.foundation.sign_in.words import Method, Outcome
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotAllowed, Unreadable
from ledgerhouse.masterdata.partners.erase_contacts import EraseContacts, erase_contacts
from ledgerhouse.masterdata.partners.models import Address

pytestmark = pytest.mark.requirement("R077")


def everything(model: type) -> str:
    return str(list(model.objects.values()))


def test_who_has_gone_is_forgotten_and_what_they_did_stays(cast: Cast) -> None:
    it = cast.person("it")
    done = Command.objects.filter(user=cast.person("buyer").user).count()
    change_user(ChangeUser(username="buyer", email="sun@example.com"), it)
    lockout.write(lockout.Try("buyer", Method.PASSWORD, "203.0.113.7", "Firefox", NOW), Outcome.DONE)
    with pytest.raises(StillActive):
        erase_user(EraseUser(username="buyer", reason="asked in writing"), it)
    deactivate_user(DeactivateUser(username="buyer"), it)
    erase_user(EraseUser(username="buyer", reason="asked in writing"), it)
    user = User.objects.get(username="buyer")
    assert (user.name, user.email, user.email_index, user.has_usable_password()) == ("buyer", "", "", False)
    assert set(SignIn.objects.filter(username="buyer").values_list("address", "device")) == {("", "")}
    for model in (AuditRow, Command, SignIn, User):
        assert "孙丽" not in everything(model), model
        assert "sun@example.com" not in everything(model), model
    assert Command.objects.filter(user=user.id).count() == done
    assert AuditRow.objects.get(name="buyer", action="erase").reason == "asked in writing"


def test_contacts_of_a_partner_are_erased(cast: Cast) -> None:
    assert erase_contacts(EraseContacts(partner="NET", reason="asked by mail"), cast.house).count == 1
    row = Address.objects.get(partner__code="NET")
    assert (row.contact, row.phone, row.line) == ("", "", "文三路 99 号")
    assert "张三" not in everything(AuditRow) + everything(Command)


def test_only_who_may_erases(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        erase_user(EraseUser(username="buyer", reason="x"), cast.person("supervisor"))


def test_the_trail_tells_that_a_personal_field_changed_but_not_what_it_was(cast: Cast) -> None:
    change_user(ChangeUser(username="buyer", email="one@example.com"), cast.house)
    change_user(ChangeUser(username="buyer", email="two@example.com"), cast.house)
    row = AuditRow.objects.filter(name="buyer", action="change").latest("id")
    assert set(row.before) == set(row.after) == {"email"}
    assert row.before["email"].startswith("*** ")
    assert row.before != row.after
    assert "example.com" not in everything(AuditRow)


def tidy(ctx: Context, **args: object) -> dict:
    return dict(jobs.KINDS["house.tidy"](ctx, args, lambda *_: None))


def test_old_sign_ins_go_by_the_rule_after_a_rehearsal(cast: Cast) -> None:
    for age in (10, 200, 400):
        one = lockout.Try("buyer", Method.PASSWORD, "", "", NOW - timedelta(days=age))
        lockout.write(one, Outcome.DONE)
    set_retention(SetRetention(kind="sign_ins", days=180), cast.house)
    assert tidy(cast.house, dry_run=True)["found"]["sign_ins"] == 2
    assert SignIn.objects.count() == 3
    assert tidy(cast.house)["found"]["sign_ins"] == 2
    assert SignIn.objects.count() == 1


def test_what_the_law_wants_kept_is_kept(cast: Cast) -> None:
    with pytest.raises(Unreadable, match="at least 180"):
        set_retention(SetRetention(kind="sign_ins", days=30), cast.house)
    with pytest.raises(Unreadable, match="must be one of"):
        set_retention(SetRetention(kind="ledger", days=30), cast.house)


def test_sessions_that_are_over_go(cast: Cast) -> None:
    BrowserSession.objects.create(session_key="x" * 64, session_data="", expire_date=NOW - timedelta(minutes=1))
    assert tidy(cast.house)["found"]["sessions"] == 1


def test_no_secret_gets_into_a_log_a_record_or_the_trail(cast: Cast) -> None:
    """Password, token and PIN go through verbs; none of them may be found anywhere afterwards."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(logging.getLogger().handlers[0].formatter if logging.getLogger().handlers else None)
    logging.getLogger().addHandler(handler)
    try:
        reset_password(ResetPassword(username="buyer", new=SecretStr("plum-blossom-77")), cast.house)
        secret = issue_token(IssueToken(username="buyer", name="till"), cast.house).secret
        logging.getLogger("x").warning("calling with Bearer %s and postgresql://me:plum-blossom-77@db/x", secret)
        logging.getLogger("x").warning("failed", extra={"password": "plum-blossom-77"})
    finally:
        logging.getLogger().removeHandler(handler)
    kept = heard.getvalue() + everything(Command) + everything(AuditRow)
    assert "plum-blossom-77" not in kept
    assert secret not in kept
    assert PASSWORD not in kept
    assert json.dumps(kept)


def test_a_token_has_no_more_than_it_was_given_and_ends(cast: Cast) -> None:
    secret = issue_token(
        IssueToken(username="it", name="till", days=1, rights=("see items",)), cast.person("it")
    ).secret
    ctx = context_of_token(secret, NOW)
    assert ctx.may("see items")
    assert not ctx.may("change people")
    row = User.objects.get(username="it").tokens.get()
    assert row.issued_by == cast.person("it").user
    assert row.used_at == NOW
    context_of_token(secret, NOW + timedelta(minutes=4))
    row.refresh_from_db()
    assert row.used_at == NOW, "the last use is known to five minutes, not written on every call"
    with pytest.raises(NotAllowed):
        context_of_token(secret, NOW + timedelta(days=1))
