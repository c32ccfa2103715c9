"""Finding a person before anybody has signed in: for single sign-on."""

from ledgerhouse.foundation.models import User


def by_username(username: str) -> User | None:
    """The person with this user name."""
    return User.objects.filter(username=username).first() if username else None


def by_email(email: str) -> User | None:
    """The one active person with this address; None also when several share it."""
    digest = User._meta.get_field("email_index").digest(email)
    found = list(User.objects.filter(email_index=digest, is_active=True)[:2]) if digest else []
    return found[0] if len(found) == 1 else None
