"""The addresses of the REST interface; built when the house is open, so that every verb, list and paper is among them."""

from django.urls import URLPattern, URLResolver, path, re_path

from ledgerhouse.interfaces.api.api import build
from ledgerhouse.interfaces.api.callbacks import tracking
from ledgerhouse.interfaces.api.metrics import metrics
from ledgerhouse.interfaces.api.problems import no_such_address

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", build().urls),
    re_path(r"^api/", no_such_address),
    path("metrics", metrics),
    path("callbacks/tracking/<str:hook>", tracking),
]
