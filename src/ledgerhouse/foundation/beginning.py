"""The first steps of a site: database, roles, company, user. All may be repeated; none changes what is there."""

from datetime import datetime
from pathlib import Path

from django.db import Error, connection, transaction
from pydantic import SecretStr

from ledgerhouse.foundation import audit, duties
from ledgerhouse.foundation.approvals import ready
from ledgerhouse.foundation.askers import company_id
from ledgerhouse.foundation.faults import NoDatabase, fault_of
from ledgerhouse.foundation.models import Company, Grant, Role, User
from ledgerhouse.foundation.organisation.founding import found_every_company, found_rooms
from ledgerhouse.foundation.people.passwords import password_problems
from ledgerhouse.foundation.ready_roles import install_roles
from ledgerhouse.kernel.context import house
from ledgerhouse.kernel.errors import Unreadable

__all__ = ["first_user", "found", "found_every_company", "install_duties", "install_roles", "make_database"]


def make_database() -> None:
    """Make the database itself if the server has none of that name; for a file, its folder."""
    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        return
    try:
        connection.ensure_connection()
    except Error as error:
        fault = fault_of(error)
        if not isinstance(fault, NoDatabase):
            raise fault or error from error
        kind = "ENCODING 'UTF8' TEMPLATE template0"
        if connection.vendor == "mysql":
            kind = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        with connection._nodb_cursor() as cursor:  # noqa: SLF001 - Django's own way to a server without a database
            cursor.execute(f"CREATE DATABASE {name} {kind}")


def found(code: str, name: str, now: datetime, *, currency: str = "CNY", timezone: str = "Asia/Shanghai") -> bool:
    """Found a company unless its code is taken. Answers whether it is new."""
    facts = {"name": name, "currency": currency, "timezone": timezone}
    with transaction.atomic():
        company, made = Company.objects.get_or_create(code=code, defaults=facts)
        if made:
            ctx = house(company.id, now, interface="cli")
            duties.install([company.id])
            ready.install([company.id])
            audit.record(ctx, [audit.Change("company", company.id, code, "add", {}, facts)])
            found_rooms(ctx)
    return made


def install_duties() -> None:
    """Write the ready-made rules of segregation of duties and approval routes that a company does not have yet."""
    companies = list(Company.objects.values_list("id", flat=True))
    duties.install(companies)
    ready.install(companies)


def first_user(company: str, username: str, password: str) -> bool:
    """Make a user with the role IT, who can give rights to others. Answers whether it is new."""
    home = company_id(company)
    if User.objects.filter(username=username).exists():
        return False
    wrong = password_problems("password", SecretStr(password), User(username=username, name=username, company_id=home))
    if wrong:
        raise Unreadable(wrong)
    with transaction.atomic():
        user = User.objects.create_user(username, password, name=username, company_id=home)
        Grant.objects.create(user=user, role=Role.objects.get(code="it"), company_id=home)
    return True
