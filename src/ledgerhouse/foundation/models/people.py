"""People, the roles they have, where these hold, and tokens for programs."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.encryption import BlindIndexField, EncryptedField
from ledgerhouse.foundation.fields import LateIdField, Row
from ledgerhouse.foundation.models.organisation import Company, Department
from ledgerhouse.foundation.scope import Access


class UserManager(BaseUserManager["User"]):
    """Makes users; names are compared as typed."""

    def create_user(self, username: str, password: str | None = None, **facts: Any) -> "User":
        """A user with a hashed password."""
        user = self.model(username=username, **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(Row, AbstractBaseUser):
    """A person, or a program, that can sign in. `personal` names the fields that hold personal data."""

    personal: ClassVar[tuple[str, ...]] = ("name", "email")
    access = Access("see people", {"company": "company_id", "department": "department_id"})

    id = LateIdField(primary_key=True, editable=False)  # the framework's own checks make a user before any table exists
    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=100)
    email = EncryptedField(_("e-mail"), blank=True, default="")
    email_index = BlindIndexField(of="email", db_index=True)
    company = models.ForeignKey(Company, models.PROTECT, verbose_name=_("company"))
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, verbose_name=_("department"))
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    is_active = models.BooleanField(_("active"), default=True)
    password_at = models.DateTimeField(null=True, blank=True)
    password_given = models.BooleanField(default=False)  # by somebody else: to be changed at the next sign-in

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "company"]
    objects = UserManager()

    class Meta:
        verbose_name = _("user")

    def __str__(self) -> str:
        return self.name or self.username


class Role(Row):
    """A named set of rights (角色). Data, not code; ready-made ones are in `foundation.rights`."""

    access = Access("see people")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("role")

    def __str__(self) -> str:
        return self.name


class RoleRight(Row):
    """One right of a role."""

    access = Access("see people")

    role = models.ForeignKey(Role, models.CASCADE, related_name="rights")
    right = models.CharField(_("right"), max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "right"], name="role_right_once")]


class RoleField(Row):
    """A field that whoever has the role does not see: `price` in every list and paper, `catalog.items.name` in one."""

    access = Access("see people")

    role = models.ForeignKey(Role, models.CASCADE, related_name="hidden")
    field = models.CharField(_("field"), max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "field"], name="role_field_once")]


class Grant(Row):
    """A role given to a person, within limits, for a time; or denied: a denial wins over every grant."""

    access = Access("see people", {"company": "company_id"})

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, models.PROTECT)
    company = models.ForeignKey(Company, models.PROTECT)
    denied = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)


class GrantLimit(Row):
    """One id inside which a grant holds, in one scope dimension (warehouse, zone, owner …)."""

    access = Access("see people")

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="limits")
    dimension = models.CharField(max_length=20)
    value = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant", "dimension", "value"], name="grant_limit_once")]


class Delegation(Row):
    """Somebody lends what they may do to somebody else for some days; it ends by itself (授权委托)."""

    access = Access("see people", {"company": "company_id"})

    company = models.ForeignKey(Company, models.PROTECT)
    giver = models.ForeignKey(User, models.CASCADE, related_name="lends", verbose_name=_("from"))
    taker = models.ForeignKey(User, models.CASCADE, related_name="borrows", verbose_name=_("to"))
    role = models.ForeignKey(Role, models.PROTECT, null=True, verbose_name=_("role"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    reason = models.CharField(_("reason"), max_length=200)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("delegation")
        indexes = [models.Index(fields=["taker", "valid_until"], name="delegation_taker")]


class ApiToken(Row):
    """A program's key: only its SHA-256 is kept. Has at most its user's rights, fewer when `rights` names some."""

    access = Access("see people", {"company": "user__company_id"})

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    rights = models.JSONField(default=list)
    expires_at = models.DateTimeField(_("expires"))
    issued_by = models.BigIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("token")
