"""What a serving hub writes to stderr: one line an event, `key=value`, for people and programs.

In: records of our loggers and of uvicorn's. Out: lines with instant, level and logger before the
message. A fault is told by its type and where it was, never by its message: that may carry values.
Lines of requests are gathered and leave together, as one record at the end of a turn of the loop.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
import weakref
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from typing_extensions import override

if TYPE_CHECKING:
    from types import TracebackType

    Fault = (
        tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    )

DAY_AND_TIME = "%Y-%m-%dT%H:%M:%S"
TOGETHER = 1_000  # lines that are written at once, whatever the loop does


class Messages(list[str]):
    """What one record says in several lines."""

    @override
    def __str__(self) -> str:
        return "\n".join(self)


class Together:
    """Messages of one logger that leave together, and at the end of the process at the latest."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._messages = Messages()
        weakref.finalize(self, _write, log, self._messages)

    def info(self, message: str) -> None:
        """One line more; called on the loop."""
        if not self._log.isEnabledFor(logging.INFO):
            return
        self._messages.append(message)
        if len(self._messages) == 1:
            asyncio.get_running_loop().call_soon(self.write)
        elif len(self._messages) >= TOGETHER:
            self.write()

    def write(self) -> None:
        """Let go of what is gathered."""
        _write(self._log, self._messages)


def _write(log: logging.Logger, messages: Messages) -> None:
    if messages:
        log.info(Messages(messages))
        messages.clear()


class Line(logging.Formatter):
    """Instants in UTC; a fault without its message."""

    def __init__(self) -> None:
        super().__init__()
        _gather_less()

    @override
    def format(self, record: logging.LogRecord) -> str:
        at = f"{_second(int(record.created))}.{int(record.msecs):03d}Z"
        head = f"at={at} level={record.levelname} logger={record.name} "
        if isinstance(record.msg, Messages):
            return "\n".join([head + message for message in record.msg])
        line = head + record.getMessage()
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
