"""The Django app of this room."""

from django.apps import AppConfig


class Costing(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.ledgers.costing"
    label = "costing"
