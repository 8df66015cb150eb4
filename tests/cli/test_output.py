"""The bar while people wait: on a terminal, after two seconds, and never in a pipe."""

from __future__ import annotations

import io
import sys

import pytest

from hub.cli import output


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _drawn(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, seconds: float) -> str:
    now = [0.0]
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("hub.cli.output.time.monotonic", lambda: now[0])
    with output.progress("rows") as tell:
        tell(1, 3)
        now[0] = seconds
        tell(2, 3)
    return stream.getvalue()


def test_short_work_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "rows" not in _drawn(monkeypatch, _Terminal(), 1.9)


def test_long_work_shows_one_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "2/3" in _drawn(monkeypatch, _Terminal(), 2.1)


def test_a_pipe_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _drawn(monkeypatch, io.StringIO(), 60.0) == ""
