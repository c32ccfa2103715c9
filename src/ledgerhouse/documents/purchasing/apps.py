"""The Django app of this room."""

from django.apps import AppConfig


class Purchasing(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.documents.purchasing"
    label = "purchasing"
