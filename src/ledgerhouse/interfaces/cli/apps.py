"""The Django app of this room."""

from django.apps import AppConfig


class CommandLine(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.interfaces.cli"
    label = "cli"
