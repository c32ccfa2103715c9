"""The Django app of this room."""

from django.apps import AppConfig


class Partners(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.masterdata.partners"
    label = "partners"
