"""The Django app of this room."""

from django.apps import AppConfig


class Quality(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.documents.quality"
    label = "quality"
