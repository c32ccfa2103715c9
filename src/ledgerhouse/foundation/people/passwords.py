"""What a password must satisfy: the company's rules and the validators of the settings, as problems in the asker's language."""

import string

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from pydantic import SecretStr

from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.sign_in import policy
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem

LONGEST = 128
"""Longer ones only make the server work."""


def password_problems(where: str, password: SecretStr, user: User) -> list[Problem]:
    """Everything that is wrong with a password for this user."""
    text = password.get_secret_value()
    shortest = policy.decided(user.company_id, policy.LENGTH)
    kinds = policy.decided(user.company_id, policy.KINDS)
    wrong = []
    if len(text) < shortest:
        wrong.append(problem(where, gettext_noop("must have at least {count} characters"), count=shortest))
    if len(text) > LONGEST:
        return [problem(where, gettext_noop("must have at most {count} characters"), count=LONGEST)]
    if _kinds(text) < kinds:
        template = gettext_noop("must mix {count} of small letters, capitals, digits and other characters")
        wrong.append(problem(where, template, count=kinds))
    if user.password and user.check_password(text):
        wrong.append(problem(where, gettext_noop("is the password until now")))
    try:
        validate_password(text, user)
    except ValidationError as error:
        template = gettext_noop("is not valid: {error}")
        wrong += [problem(where, template, error=said) for said in error.messages]
    return wrong


def _kinds(text: str) -> int:
    sets = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    return sum(any(c in one for c in text) for one in sets) + any(all(c not in one for one in sets) for c in text)
