"""The Django app of this room."""

from django.apps import AppConfig


class Sales(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.documents.sales"
    label = "sales"
