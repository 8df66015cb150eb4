"""What a serving hub writes to stderr: one line an event, `key=value`, for people and programs.

In: records of our loggers and of uvicorn's. Out: lines with instant, level and logger before the
message. A fault is told by its type and where it was, never by its message: that may carry values.
"""

from __future__ import annotations

import logging
import time
import traceback
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from typing_extensions import override

if TYPE_CHECKING:
    from types import TracebackType

    Fault = (
        tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    )

DAY_AND_TIME = "%Y-%m-%dT%H:%M:%S"


class Line(logging.Formatter):
    """Instants in UTC; a fault without its message."""

    def __init__(self) -> None:
        super().__init__()
        _gather_less()

    @override
    def format(self, record: logging.LogRecord) -> str:
        at = f"{_second(int(record.created))}.{int(record.msecs):03d}Z"
        line = f"at={at} level={record.levelname} logger={record.name} {record.getMessage()}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line

    @override
    def formatException(self, ei: Fault) -> str:
        kind, _, frames = ei
        name = "fault" if kind is None else kind.__name__
        return f"{name}\n{''.join(traceback.format_tb(frames))}".rstrip()


@lru_cache(maxsize=1)
def _second(since: int) -> str:
    """A second in UTC, spelt once for all its lines."""
    return time.strftime(DAY_AND_TIME, time.gmtime(since))


def _gather_less() -> None:
    """No line shows a caller's place, thread or process: none is looked up (logging HOWTO)."""
    logging._srcfile = None  # noqa: SLF001 # the switch that the library documents
    logging.logThreads = logging.logProcesses = False
    logging.logMultiprocessing = False


def to_stderr(level: str) -> dict[str, Any]:
    """The logging of a serving process, as `logging.config.dictConfig` takes it."""
    plain = {"handlers": ["stderr"], "level": level.upper(), "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "hub.http.lines.Line"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": {"hub": plain, "uvicorn": plain},
    }
