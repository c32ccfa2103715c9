"""The Django app of this room."""

from django.apps import AppConfig


class Stock(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.ledgers.stock"
    label = "stock"
