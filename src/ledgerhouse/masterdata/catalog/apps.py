"""The Django app of this room."""

from django.apps import AppConfig


class Catalog(AppConfig):
    """See the docstring of the package."""

    name = "ledgerhouse.masterdata.catalog"
    label = "catalog"
