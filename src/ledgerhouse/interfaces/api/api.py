"""The REST interface itself: one POST for every verb, one GET for every list and every kind of paper.

Nothing here knows a single verb: routes come from the registries, schemas from the command, answer, row and filter
classes, and refusals become problem details.
"""

from functools import cached_property
from typing import Any, Final

from django.conf import settings
from django.urls import URLPattern, URLResolver
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.constants import NOT_SET
from ninja.openapi.schema import OpenAPISchema

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.printing.labels import LABELS
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.api import events, labels, lists, papers, problems, verbs
from ledgerhouse.interfaces.api.asking import Session, Token
from ledgerhouse.interfaces.api.page import PlainPage
from ledgerhouse.interfaces.api.rate import PerAsker
from ledgerhouse.interfaces.api.schema import Shapes

RESERVED: Final = frozenset({"events", "labels", "lists", "papers", "openapi.json", "docs"})
"""First words of an address that no room may have as its name."""


class HouseApi(NinjaAPI):
    """The routes and their description in OpenAPI 3.1."""

    @cached_property
    def shapes(self) -> Shapes:
        """The JSON schemas of everything, made at the first look."""
        return Shapes(VERBS, LISTINGS, PAPERS)

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """The addresses; each refuses a wrong method as it refuses everything else."""
        patterns, app, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = problems.plainly_refusing(pattern.callback)
        return patterns, app, namespace

    def get_openapi_schema(self, **how: Any) -> OpenAPISchema:
        """The whole description, titles in the asker's language; every class under a name of its own."""
        described: dict[str, OpenAPISchema] = self.__dict__.setdefault("_described", {})
        language = get_language() or ""
        if language not in described:
            schema = super().get_openapi_schema(**how)
            for operations in schema["paths"].values():
                for operation in operations.values():
                    operation["summary"] = _(operation["summary"])
                    self.shapes.describe(operation, _)
            schema["components"]["schemas"] = self.shapes.components
            described[language] = schema
        return described[language]


def build() -> HouseApi:
    """The interface for the verbs, lists and papers that are registered now."""
    rate = settings.API_RATE
    api = HouseApi(
        title="Ledgerhouse",
        version="1",
        description="Warehouse and business on one ledger of goods and money.",
        docs=PlainPage(),
        urls_namespace="api",
        auth=[Token(), Session()],
        throttle=[PerAsker(rate)] if rate else NOT_SET,
    )
    problems.install(api)
    for name in sorted(VERBS):
        verbs.route(api, VERBS[name])
    for name in sorted(LISTINGS):
        lists.route(api, LISTINGS[name])
    for kind in sorted(PAPERS):
        papers.route(api, PAPERS[kind])
    for name in sorted(LABELS):
        labels.route(api, LABELS[name])
    events.route(api)
    return api
