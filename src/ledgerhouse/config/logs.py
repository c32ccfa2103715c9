"""Logs: one JSON object a line on standard error, with the request, asker and verb; never a secret.

The house logs with structlog and the libraries with the standard library; both come out alike.
"""

import logging
import re
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

SECRET: Final = re.compile(r"pass(word|wd)?|secret|token|authorization|cookie|api[-_]?key|digest", re.IGNORECASE)
IN_TEXT: Final = re.compile(r"(?i)(bearer\s+|://[^:/@\s]+:)[^\s@\"']+")

Event = MutableMapping[str, Any]


def without_secrets(logger: Any, method: str, event: Event) -> Event:
    """Mask values whose name sounds secret, bearer tokens, and passwords inside addresses."""
    for name, value in event.items():
        if SECRET.search(name):
            event[name] = "***"
        elif isinstance(value, str):
            event[name] = IN_TEXT.sub(r"\1***", value)
    return event


def logging_config(level: str) -> dict[str, Any]:
    """Configure structlog, and answer the same for the standard library (Django's LOGGING)."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
                "foreign_pre_chain": shared,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": number},
        "loggers": {
            "django": {"handlers": [], "level": max(number, logging.WARNING), "propagate": True},
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},  # the request line says it
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        },
    }
