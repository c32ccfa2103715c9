"""Finding one user inside the asker's scope, for the verbs beside."""

from ledgerhouse.foundation.models import Role, User
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop


def user_named(ctx: Context, username: str) -> User:
    """The user with this name. Refuses with `NotFound`, also outside the asker's scope."""
    found = scoped(ctx, User).filter(username=username).first()
    if found is None:
        raise NotFound(kind=gettext_noop("user"), name=username)
    return found


def role_named(ctx: Context, code: str) -> Role:
    """The role with this code. Refuses with `NotFound`."""
    found = scoped(ctx, Role).filter(code=code).first()
    if found is None:
        raise NotFound(kind=gettext_noop("role"), name=code)
    return found
