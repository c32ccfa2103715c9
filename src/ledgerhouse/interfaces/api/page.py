"""The readable description at /api/v1/docs: a plain page drawn here, without a script or a foreign host."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase


class PlainPage(DocsBase):
    """Every operation with its right, fields and answers, from the same description as openapi.json."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **names: Any) -> HttpResponse:
        """Draw the page."""
        schema = api.get_openapi_schema(path_params=names)
        groups: dict[str, list[dict[str, Any]]] = {}
        for path, operations in schema["paths"].items():
            for method, operation in operations.items():
                body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
                groups.setdefault(operation["tags"][0], []).append(
                    {
                        **operation,
                        "path": path,
                        "method": method.upper(),
                        "right": operation.get("x-right", ""),
                        "body": _pretty(schema, body),
                    }
                )
        facts = {"groups": sorted(groups.items()), "openapi_url": self.get_openapi_url(api, names)}
        return render(request, "api/docs.html", facts)


def _pretty(schema: Any, part: Any) -> str:
    if not part:
        return ""
    if "$ref" in part:
        part = schema["components"]["schemas"][part["$ref"].rpartition("/")[2]]
    return json.dumps(part.get("properties", part), ensure_ascii=False, indent=1)
