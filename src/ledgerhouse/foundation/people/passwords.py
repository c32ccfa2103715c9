"""What a password must satisfy: the validators of the settings, as problems in the asker's language."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from pydantic import SecretStr

from ledgerhouse.foundation.models import User
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem


def password_problems(where: str, password: SecretStr, user: User) -> list[Problem]:
    """Everything that is wrong with a password for this user."""
    try:
        validate_password(password.get_secret_value(), user)
    except ValidationError as error:
        return [problem(where, gettext_noop("is not valid: {error}"), error=text) for text in error.messages]
    return []
