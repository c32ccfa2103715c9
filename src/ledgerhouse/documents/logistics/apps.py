"""The Django app of this room."""

from django.apps import AppConfig


class Logistics(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.documents.logistics"
    label = "logistics"
