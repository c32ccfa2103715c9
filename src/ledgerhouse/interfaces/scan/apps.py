"""The Django app of this room."""

from django.apps import AppConfig


class Scan(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.interfaces.scan"
    label = "scan"
