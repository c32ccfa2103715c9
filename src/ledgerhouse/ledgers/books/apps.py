"""The Django app of this room."""

from importlib import import_module

from django.apps import AppConfig


class Books(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.ledgers.books"
    label = "books"

    def ready(self) -> None:
        """Declare what every company gets."""
        import_module("ledgerhouse.ledgers.books.set_up")
