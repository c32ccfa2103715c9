"""Logs are JSON lines that name request and verb and never a secret."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.test import Client

from ledgerhouse.config.logs import logging_config


@pytest.fixture
def lines() -> Iterator[Any]:
    """What the house would write to standard error, read back."""
    made = logging_config("info")["formatters"]["json"]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(made.pop("()")(**made))
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


def test_secrets_are_masked_by_name_and_inside_text(lines: Any) -> None:
    structlog.get_logger("test").warning(
        "sign-in",
        password="hunter2",
        api_key="k-1",
        header="Bearer lh_geheim",
        url="postgresql://ada:geheim@db/books",
        item="APPLE",
    )
    logging.getLogger("library").warning("connect to postgresql://ada:geheim@db/books")
    first, second = lines()
    assert (first["event"], first["item"], first["level"], first["logger"]) == ("sign-in", "APPLE", "warning", "test")
    assert "hunter2" not in str(first)
    assert "k-1" not in str(first)
    assert "geheim" not in f"{first}{second}"
    assert second["logger"] == "library"


@pytest.mark.django_db
def test_a_request_and_what_it_logs_share_an_id(lines: Any) -> None:
    answer = Client().get("/api/v1/nothing", headers={"X-Request-ID": "req-1"})
    assert answer["X-Request-ID"] == "req-1"
    (line,) = [one for one in lines() if one["event"] == "request"]
    assert (line["request"], line["path"], line["status"]) == ("req-1", "/api/v1/nothing", 404)


@pytest.mark.parametrize("given", ["x" * 81, "a b", 'quo"te', "new\tline"])
def test_an_id_that_looks_harmful_is_replaced(given: str) -> None:
    answer = Client().get("/api/v1/nothing", headers={"X-Request-ID": given})
    assert answer["X-Request-ID"] != given
    assert len(answer["X-Request-ID"]) == 36
