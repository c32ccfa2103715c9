"""A span of OpenTelemetry round every verb, where its API is installed (the extra `telemetry`); nothing otherwise.

Without an SDK configured by the environment (OTEL_…) the API's spans cost next to nothing.
"""

from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any


def span(name: str, **facts: str | int) -> AbstractContextManager[Any]:
    """A span of this name with these attributes."""
    tracer = _tracer()
    if tracer is None:
        return nullcontext()
    made: AbstractContextManager[Any] = tracer.start_as_current_span(
        name, attributes={f"ledgerhouse.{key}": value for key, value in facts.items()}
    )
    return made


@cache
def _tracer() -> Any:
    try:
        from opentelemetry import trace
    except ImportError:
        return None
    return trace.get_tracer("ledgerhouse")
