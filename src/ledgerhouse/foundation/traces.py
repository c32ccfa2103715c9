"""A span of OpenTelemetry round every verb, where the extra `telemetry` is installed; nothing otherwise.

Without an address in OTEL_EXPORTER_OTLP_ENDPOINT the spans go nowhere and cost next to nothing.
"""

import os
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
    if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        _export()
    return trace.get_tracer("ledgerhouse")


def _export() -> None:
    """Send spans where OTEL_EXPORTER_OTLP_ENDPOINT says, unless whoever started us has set an SDK up already."""
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        return
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        provider = TracerProvider()
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        trace.set_tracer_provider(provider)
