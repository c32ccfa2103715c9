"""Who gives rights does not lose the account to one other person: resetting that password takes two."""

from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from pydantic import SecretStr
from tests.cast import PASSWORD, Cast
from tests.floor import design

from ledgerhouse.foundation.approvals import ready
from ledgerhouse.foundation.approvals.ask import AskApproval, NothingToApprove, ask
from ledgerhouse.foundation.approvals.decide import ApprovePaper, NotYours, approve
from ledgerhouse.foundation.approvals.need import ApprovalNeeded
from ledgerhouse.foundation.models import ApprovalRoute, User
from ledgerhouse.foundation.paper import find
from ledgerhouse.foundation.people.create_user import CreateUser, create_user
from ledgerhouse.foundation.people.grant_role import GrantRole, grant_role
from ledgerhouse.foundation.people.remove_second_factor import RemoveSecondFactor, remove_second_factor
from ledgerhouse.foundation.people.reset_password import ResetPassword, reset_password

pytestmark = pytest.mark.requirement("R077", "R106")
NEW = SecretStr("plum-blossom-77")
HELP = AskApproval(kind="user", number="it")
YES = ApprovePaper(kind="user", number="it")


@pytest.fixture
def both(cast: Cast) -> Cast:
    """The cast with a second person who gives rights."""
    create_user(CreateUser(username="it2", name="马超", password=SecretStr(PASSWORD)), cast.house)
    grant_role(GrantRole(username="it2", role="it"), cast.house)
    return cast


def test_the_password_of_who_gives_rights_takes_two(both: Cast) -> None:
    second, ceo = both.person("it2"), both.person("ceo")
    assert "approvals.ask" in {action.verb for action in find(second, "user", "it").actions}
    with pytest.raises(ApprovalNeeded) as refused:
        reset_password(ResetPassword(username="it", new=NEW), second)
    assert (refused.value.facts["number"], refused.value.facts["route"]) == ("it", "account-help")
    assert User.objects.get(username="it").check_password(PASSWORD)
    asked = ask(HELP, second)
    assert asked.approvers == ("right:change people", "role:ceo", "role:auditor")
    with pytest.raises(NotYours):
        approve(YES, second)
    with pytest.raises(ApprovalNeeded):
        reset_password(ResetPassword(username="it", new=NEW), second)
    approve(YES, ceo)
    reset_password(ResetPassword(username="it", new=NEW), second)
    assert User.objects.get(username="it").check_password(NEW.get_secret_value())
    with pytest.raises(ApprovalNeeded):  # the consent was for that one time
        reset_password(ResetPassword(username="it", new=SecretStr("plum-blossom-78")), second)


def test_removing_the_factors_takes_two_as_well_and_consent_ends_with_the_day(both: Cast) -> None:
    second = both.person("it2")
    Authenticator.objects.create(user=User.objects.get(username="it"), type="totp", data={})
    lost = RemoveSecondFactor(username="it", reason="telephone stolen")
    with pytest.raises(ApprovalNeeded):
        remove_second_factor(lost, second)
    ask(HELP, second)
    approve(YES, both.person("auditor"))
    with pytest.raises(ApprovalNeeded):
        remove_second_factor(lost, replace(second, now=second.now + timedelta(days=1)))
    assert remove_second_factor(lost, second).count == 1
    with pytest.raises(ApprovalNeeded):
        remove_second_factor(lost, second)


def test_other_people_are_helped_by_one_unless_the_company_designs_a_route(both: Cast) -> None:
    second = both.person("it2")
    assert "approvals.ask" not in {action.verb for action in find(second, "user", "picker").actions}
    with pytest.raises(NothingToApprove):
        ask(AskApproval(kind="user", number="picker"), second)
    reset_password(ResetPassword(username="picker", new=NEW), second)
    design(both.house, "account of somebody else", "role:ceo")
    with pytest.raises(ApprovalNeeded):
        reset_password(ResetPassword(username="picker", new=NEW), second)


def test_rights_lent_for_a_while_count_and_the_house_itself_may_always(both: Cast) -> None:
    grant_role(GrantRole(username="picker", role="it"), both.house)
    with pytest.raises(ApprovalNeeded):
        reset_password(ResetPassword(username="picker", new=NEW), both.person("it2"))
    reset_password(ResetPassword(username="picker", new=NEW), both.house)


def test_every_company_begins_with_the_route_and_may_switch_it_off(both: Cast) -> None:
    (route,) = ApprovalRoute.objects.filter(company=both.company)
    assert route.code == "account-help"
    ApprovalRoute.objects.update(active=False)
    ready.install([both.company])
    assert ApprovalRoute.objects.get(company=both.company).active is False
    reset_password(ResetPassword(username="it", new=NEW), both.person("it2"))
