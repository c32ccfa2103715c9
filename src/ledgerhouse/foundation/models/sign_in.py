"""Who signed in how and from where, open sessions, registered devices, badges and shifts."""

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.models.people import User
from ledgerhouse.foundation.scope import Access


class SignIn(Row):
    """One try to sign in, and how it ended. Lock-outs are counted from these rows; they go with the retention rules.

    `user` and `company` are 0 when nobody of that name exists.
    """

    access = Access("see the audit trail", {"company": "company"})

    company = models.BigIntegerField(default=0)
    user = models.BigIntegerField(default=0)
    username = models.CharField(max_length=60)
    method = models.CharField(max_length=12)
    outcome = models.CharField(max_length=12)
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["username", "at"], name="sign_in_of_name"),
            models.Index(fields=["address", "at"], name="sign_in_from"),
            models.Index(fields=["company", "at"], name="sign_in_at"),
        ]


class BrowserSession(Row, AbstractBaseSession):
    """An open session of a browser. `session_key` is the SHA-256 of the cookie, so a copy of the table opens nothing."""

    access = Access("see people", {"company": "company"})

    session_key = models.CharField(max_length=64, unique=True)
    company = models.BigIntegerField(default=0)
    user = models.BigIntegerField(default=0, db_index=True)
    method = models.CharField(max_length=12, blank=True)
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    objects = BaseSessionManager()  # type: ignore[misc]  # the stubs make it the class's in one place and the row's in the other

    class Meta:
        verbose_name = _("session")


class Device(Row):
    """A shared handheld that the company has registered. It proves itself by a secret in a cookie; its SHA-256 is kept."""

    access = Access("see people", {"company": "company", "warehouse": "warehouse"})

    company = models.BigIntegerField()
    warehouse = models.BigIntegerField()
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    registered_by = models.BigIntegerField()
    registered_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("device")


class Badge(Row):
    """A person's badge: the code is kept as a keyed digest, the PIN as a slow hash."""

    access = Access("see people", {"company": "user__company_id", "department": "user__department_id"})

    user = models.OneToOneField(User, models.CASCADE, related_name="badge")
    digest = models.CharField(max_length=64, unique=True)
    pin = models.CharField(max_length=128)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("badge")


class Shift(Row):
    """A working time of the company, in its time zone; one that ends before it begins ends on the next day."""

    access = Access("see people", {"company": "company"})

    company = models.BigIntegerField()
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    begins = models.TimeField()
    ends = models.TimeField()

    class Meta:
        verbose_name = _("shift")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="shift_code_once")]
