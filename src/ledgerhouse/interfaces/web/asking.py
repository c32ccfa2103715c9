"""A page's request: who asks, and the decorator that asks strangers to sign in first."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from ledgerhouse.kernel.context import Context

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

P = ParamSpec("P")


class Asked(HttpRequest):
    """A request of somebody who has signed in, with the context that `middleware.Asker` has made."""

    ctx: Context
    company: Any
    must: str
    htmx: HtmxDetails
    user: "AbstractBaseUser"  # type: ignore[assignment]


View = Callable[Concatenate[Asked, P], HttpResponseBase]


def signed_in(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Only for people who have signed in; others are sent to the sign-in page and come back here."""

    @wraps(view)
    def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if getattr(request, "ctx", None) is None:
            return redirect_to_login(request.get_full_path())
        return view(cast("Asked", request), *args, **kwargs)

    asked.signed_in = True  # type: ignore[attr-defined]
    return asked


V = TypeVar("V", bound=Callable[..., Any])


def public(why: str) -> Callable[[V], V]:
    """Mark a page that needs no sign-in, with the reason. A page that is neither this nor `signed_in` fails the leak test."""

    def mark(view: V) -> V:
        @wraps(view)
        def anybody(*args: Any, **kwargs: Any) -> Any:
            return view(*args, **kwargs)

        anybody.public = why  # type: ignore[attr-defined]
        return cast("V", anybody)

    return mark


def with_key(ctx: Context, key: str, *, dry_run: bool = False) -> Context:
    """The context of one write: its form's token as idempotency key, or a rehearsal."""
    return replace(ctx, key="" if dry_run else key, dry_run=dry_run)
