"""The Django app of this room."""

from django.apps import AppConfig


class Web(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.interfaces.web"
    label = "web"
