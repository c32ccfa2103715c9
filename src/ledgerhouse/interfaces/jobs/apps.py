"""The Django app of this room."""

from django.apps import AppConfig


class Jobs(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.interfaces.jobs"
    label = "jobs"
