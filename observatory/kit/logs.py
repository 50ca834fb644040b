"""Logs that repeat nobody's words: which error, where in the code, on which page.

An error's message may quote what a person wrote (PostgreSQL shows the whole row
that it refuses), and an address may hold the key of an invitation. Both stay out.
"""

import logging
import traceback
from types import TracebackType
from typing import Any

SECURITY = "django.security."
REQUEST = "django.request"
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class CodeOnly(logging.Formatter):
    """Writes an exception as its lines of code and its type, without its message."""

    def formatException(self, ei: ExcInfo | tuple[None, None, None]) -> str:
        """Return the frames and types, what caused the exception first."""
        error = ei[1]
        parts: list[str] = []
        while error is not None:
            frames = "".join(traceback.format_tb(error.__traceback__))
            parts.append(f"{frames}{type(error).__name__}")
            hidden = None if error.__suppress_context__ else error.__context__
            error = error.__cause__ or hidden
        return "\nwhich led to\n".join(reversed(parts))


class NobodysWords(logging.Filter):
    """Rewrites what Django says of a request: the kind of refusal, the name of the page, no address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without what the client sent."""
        if record.name.startswith(SECURITY):
            # Somebody's mistake or attempt, not ours: one line, whatever was sent.
            record.msg, record.args = "a request was refused: %s", (record.name[len(SECURITY) :],)
            record.exc_info = record.exc_text = None
        elif record.name == REQUEST:
            match = getattr(getattr(record, "request", None), "resolver_match", None)
            page = match.view_name if match else "without a name"
            record.msg, record.args = (
                "answer %s on the page %s",
                (getattr(record, "status_code", "?"), page),
            )
        return True


def quiet_logging(level: str) -> dict[str, Any]:
    """Return the settings of the log: all to the console, from `level` on, nobody's words in it."""
    plain = {
        "()": "observatory.kit.logs.CodeOnly",
        "fmt": "{asctime} {levelname} {name}: {message}",
        "style": "{",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": plain},
        "filters": {"words": {"()": "observatory.kit.logs.NobodysWords"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "plain",
                "filters": ["words"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # A page that is not there, or a form with a mistake, is no event of the server.
            "django.request": {"level": "ERROR"},
            # The passkey library names credentials in its log.
            "fido2": {"level": "WARNING"},
            # The picture library tells, at its most talkative, what a photo says of its maker.
            "PIL": {"level": "INFO"},
            # The mailbox library writes down all that passes, at its most talkative.
            "imapclient": {"level": "WARNING"},
        },
    }
