"""The Django app of this room."""

from django.apps import AppConfig


class Warehouse(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.documents.warehouse"
    label = "warehouse"
