"""The Django app of this room."""

from django.apps import AppConfig


class Sites(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.masterdata.sites"
    label = "sites"
