"""Codes of authenticator apps and recovery codes: wrong ones are counted with the wrong passwords."""

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError

from ledgerhouse.foundation.sign_in import lockout
from ledgerhouse.foundation.sign_in.words import Method, Outcome
from ledgerhouse.interfaces.web.accounts.adapters import attempt
from ledgerhouse.interfaces.web.errors import sentence


class _Counted:
    """Counts tries around allauth's own check."""

    user: Any

    def clean_code(self) -> str:
        """The code when it is right."""
        one = attempt(context.request, self.user.username, Method.CODE)
        try:
            lockout.check(one)
        except lockout.Locked as locked:
            raise ValidationError(sentence(locked)) from None
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            lockout.write(one, Outcome.WRONG, user=self.user.pk, company=self.user.company_id)
            raise
        return code


class SignInCode(_Counted, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class AgainCode(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """Proving again who one is before the account is changed."""
