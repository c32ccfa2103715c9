"""Every address the house answers."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ledgerhouse.interfaces.api.urls")),
]
