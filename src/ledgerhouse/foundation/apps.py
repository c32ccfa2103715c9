"""The Django app of this room."""

from django.apps import AppConfig


class Foundation(AppConfig):
    """What every room stands on."""

    name = "ledgerhouse.foundation"
    label = "foundation"
