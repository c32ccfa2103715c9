"""The REST interface with the tests' own room in it."""

from django.urls import path, re_path

from ledgerhouse.interfaces.api.api import build
from ledgerhouse.interfaces.api.metrics import metrics
from ledgerhouse.interfaces.api.problems import no_such_address

urlpatterns = [path("api/v1/", build().urls), re_path(r"^api/", no_such_address), path("metrics", metrics)]
