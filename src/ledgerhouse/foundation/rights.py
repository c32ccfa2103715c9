"""Who may do what, now: the context of a person or a token from the roles granted, denied and lent to them."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import CharField, F, FilteredRelation, Q, Value

from ledgerhouse.foundation.dimensions import DIMENSIONS
from ledgerhouse.foundation.models.organisation import Company
from ledgerhouse.foundation.models.people import ApiToken, Delegation, Grant, GrantLimit, RoleField, RoleRight, User
from ledgerhouse.foundation.words import NOT_LENT, OWN_ACCOUNT
from ledgerhouse.kernel.context import EVERYWHERE, Context, Reach, Scope, house, merged
from ledgerhouse.kernel.errors import NotAllowed, NotFound, gettext_noop


@dataclass
class _Hands:
    """What one person has by grants: reach by right, and the fields that their roles hide."""

    reaches: dict[str, Reach] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    def add(self, rights: Iterable[str], reach: Reach) -> None:
        for right in rights:
            self.reaches[right] = self.reaches.get(right, Reach()) | reach


def context_of(
    user: User, now: datetime, *, interface: str, key: str = "", device: str = "", company: int = 0
) -> Context:
    """The context of a person now, in the own company or another one.

    The rights of all valid grants there, each with where it holds, and what others have lent. Three statements, however
    many grants.
    """
    company = company or user.company_id
    rights, hidden, lent = _rights(user, company, now)
    return Context(
        company=company,
        user=user.pk,
        name=str(user),
        interface=interface,
        device=device,
        now=now,
        language=user.language,
        rights=rights,
        key=key,
        hidden=hidden,
        lent=lent,
    )


def context_of_token(
    secret: str, now: datetime, *, interface: str = "api", key: str = "", company: str = ""
) -> Context:
    """The context of a program's key: its user's rights, or fewer. Refuses an unknown, expired or revoked one."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = ApiToken.objects.select_related("user").filter(digest=digest, revoked_at=None, expires_at__gt=now).first()
    if token is None or not token.user.is_active:
        raise NotAllowed(right=gettext_noop("a valid token"))
    if token.used_at is None or token.used_at < now - USED_EVERY:
        ApiToken.objects.filter(id=token.id).update(used_at=now)
    where = company_named(token.user, company, now)
    ctx = context_of(token.user, now, interface=interface, key=key, device=f"token {token.name}", company=where)
    if token.rights:
        ctx = replace(ctx, rights={right: reach for right, reach in ctx.rights.items() if right in token.rights})
    return ctx


def companies_of(user: User, now: datetime) -> dict[int, str]:
    """The companies in which a person has any right, with their names: the own one first, then by code."""
    day = now.date() - DAY
    granted = Grant.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), user=user, denied=False)
    lent = Delegation.objects.filter(taker=user, ended_at=None, valid_until__gte=day)
    rows = Company.objects.filter(
        Q(id=user.company_id) | Q(id__in=granted.values("company")) | Q(id__in=lent.values("company"))
    )
    names = dict(rows.order_by("code").values_list("id", "name"))
    return {user.company_id: names.pop(user.company_id), **names}


def company_named(user: User, code: str, now: datetime) -> int:
    """The id of a company by its code, if the person has rights there; of the own company without a code."""
    if not code:
        return user.company_id
    found = Company.objects.filter(code=code, id__in=list(companies_of(user, now))).values_list("id", flat=True).first()
    if found is None:
        raise NotFound(kind=gettext_noop("company"), name=code)
    return found


USED_EVERY: Final = timedelta(minutes=5)
"""How exactly a token's last use is known; a write on every call would be felt."""
DAY: Final = timedelta(days=1)
HIDE: Final = "-"


def _rights(user: User, company: int, now: datetime) -> tuple[dict[str, Reach], frozenset[str], dict[str, int]]:
    """Reach by right; hidden fields; and for rights held by delegation only, the id of who lent them."""
    own, lenders = _hands(user, company, now)
    rights = dict(own.reaches)
    hidden, lent = set(own.hidden), {}
    for giver, hands in lenders.items():
        taken = False
        for right, given in hands.reaches.items():
            reach = _narrowed(given)
            if not reach.allow or right in NOT_LENT:
                continue
            if right not in rights:
                lent[right] = giver
            elif reach.deny or (right in lent and rights[right].deny):
                continue  # adding it up would carry one person's denials over to another
            rights[right] = rights.get(right, Reach()) | reach
            taken = True
        hidden |= hands.hidden if taken else set()
    narrowed = {right: _narrowed(reach) for right, reach in rights.items()}
    kept = _together(company, now, {right: reach for right, reach in narrowed.items() if reach.allow})
    return {**kept, OWN_ACCOUNT: EVERYWHERE}, frozenset(hidden), {r: giver for r, giver in lent.items() if r in kept}


def _together(company: int, now: datetime, reaches: Mapping[str, Reach]) -> dict[str, Reach]:
    """The same reaches in fewer scopes. One statement for each dimension that lies in another, where it limits several scopes."""
    several = {scopes for reach in reaches.values() for scopes in (reach.allow, reach.deny) if len(scopes) > 1}
    ids: dict[str, set[int]] = defaultdict(set)
    for name, some in (limit for scopes in several for scope in scopes for limit in scope.limits):
        ids[name] |= some
    asker = house(company, now)
    around = {
        name: dimension.around(asker, ids[name])
        for name, dimension in DIMENSIONS.items()
        if dimension.around is not None and name in ids
    }
    fewer = {scopes: merged(scopes, around) for scopes in several}
    return {
        right: Reach(fewer.get(reach.allow, reach.allow), fewer.get(reach.deny, reach.deny))
        for right, reach in reaches.items()
    }


class Held(NamedTuple):
    """A valid grant or denial of `holder`: the person asked about, or somebody they stand in for (`whole`: in everything)."""

    holder: int
    role_id: int
    role: str
    denied: bool
    scope: Scope
    whole: bool


def held(user: int, company: int, now: datetime) -> list[Held]:
    """What the person holds in a company today, and what those hold who lend it to them. Two statements.

    A denial always counts, also where only one role is lent.
    """
    lends = Q(user__lends__taker=user, user__lends__company=company, user__lends__ended_at=None)
    lends &= Q(user__lends__valid_until__gte=now.date() - DAY)
    rows = list(
        Grant.objects.filter(company=company)
        .annotate(lend=FilteredRelation("user__lends", condition=lends))
        .filter(Q(user=user) | Q(lend__id__isnull=False, user__is_active=True))
        .order_by("id", "lend__id")
        .values_list(
            *("id", "user_id", "role_id", "role__code", "denied", "valid_from", "valid_until", "company__timezone"),
            *(F("lend__role_id"), F("lend__valid_from"), F("lend__valid_until")),
        )
    )
    if not rows:
        return []
    today = now.astimezone(ZoneInfo(rows[0][7])).date()
    valid = [row for row in rows if _on(today, row[5], row[6]) and (row[1] == user or _on(today, row[9], row[10]))]
    limits = _limits({row[0] for row in valid})
    found = []
    for grant, holder, role_id, role, denied, *_dates, only, _from, _until in valid:
        if holder == user or denied or only in (None, role_id):
            scope = Scope.of(**{name: frozenset(ids) for name, ids in limits.get(grant, {}).items()})
            found.append(Held(holder, role_id, role, denied, scope, whole=only is None))
    return list(dict.fromkeys(found))


def _hands(user: User, company: int, now: datetime) -> tuple[_Hands, dict[int, _Hands]]:
    """Rights by right and hidden fields, of the person and of each whom they stand in for."""
    own, lenders = _Hands(), defaultdict[int, _Hands](_Hands)
    grants = held(user.pk, company, now)
    words = _words({one.role_id for one in grants}) if grants else {}
    for one in grants:
        hands = own if one.holder == user.pk else lenders[one.holder]
        rights = [word for word in words[one.role_id] if not word.startswith(HIDE)]
        hands.add(rights, Reach(deny=(one.scope,)) if one.denied else Reach(allow=(one.scope,)))
        if not one.denied:
            hands.hidden |= {word.removeprefix(HIDE) for word in words[one.role_id] if word.startswith(HIDE)}
    return own, dict(lenders)


def _on(day: date, begin: date | None, end: date | None) -> bool:
    return (begin is None or begin <= day) and (end is None or day <= end)


def _limits(grants: Iterable[int]) -> Mapping[int, Mapping[str, set[int]]]:
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for grant, name, value in GrantLimit.objects.filter(grant__in=grants).values_list("grant_id", "dimension", "value"):
        found[grant][name].add(value)
    return found


def _words(roles: Iterable[int]) -> Mapping[int, list[str]]:
    """The rights of roles, and after a dash the fields they hide; one statement for both."""
    plain = Value("", output_field=CharField())
    rights = RoleRight.objects.filter(role__in=roles).annotate(sign=plain).values_list("role_id", "sign", "right")
    fields = RoleField.objects.filter(role__in=roles).annotate(sign=Value(HIDE, output_field=CharField()))
    found: dict[int, list[str]] = defaultdict(list)
    for role, sign, word in rights.union(fields.values_list("role_id", "sign", "field"), all=True):
        found[role].append(sign + word)
    return found


def _narrowed(reach: Reach) -> Reach:
    """A denial without limits takes the right away altogether."""
    return Reach(deny=reach.deny) if any(not scope.limits for scope in reach.deny) else reach
