"""Every address the house answers."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ledgerhouse.interfaces.api.urls")),
    path("", include("ledgerhouse.interfaces.web.urls")),
]

handler400 = "ledgerhouse.interfaces.web.errors.bad_request"
handler403 = "ledgerhouse.interfaces.web.errors.not_allowed"
handler404 = "ledgerhouse.interfaces.web.errors.not_found"
handler500 = "ledgerhouse.interfaces.web.errors.fault"
