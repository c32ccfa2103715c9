"""The Django app that opens the house: last in INSTALLED_APPS, when every room's tables are known."""

from django.apps import AppConfig


class Config(AppConfig):
    """Settings, urls and the wiring."""

    name = "ledgerhouse.config"
    label = "config"

    def ready(self) -> None:
        """Register every verb, list, paper and job kind."""
        from ledgerhouse.config.wiring import open_house  # rooms may be imported only now

        open_house()
