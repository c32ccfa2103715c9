"""The Django app of this room."""

from django.apps import AppConfig


class Books(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.ledgers.books"
    label = "books"
