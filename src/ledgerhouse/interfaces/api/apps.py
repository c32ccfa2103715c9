"""The Django app of this room."""

from django.apps import AppConfig


class Api(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.interfaces.api"
    label = "api"
