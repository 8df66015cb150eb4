"""Threads that read the embedded database, each on a connection of its own.

In: how many there may be, how to open a connection, how to run one statement on it. Out: `ask`,
whose `Job` has the answer as a future. Jobs are taken in the order of asking by threads that begin
when they are first needed; a thread without one lets its snapshot go. A job that is stopped is
answered at once with DEADLINE; what it still does in the database is interrupted until it ends.
"""

from __future__ import annotations

import asyncio
import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from hub.engines.snapshot import Snapshot
from hub.engines.turns import late

if TYPE_CHECKING:
    from collections.abc import Callable

AGAIN = 0.02  # seconds; an interrupt that comes before the statement begins is lost


class Job:
    """One statement to be read, by whichever thread is free."""

    __slots__ = ("answer", "connection", "lock", "loop", "over", "parameters", "sql")

    def __init__(self, loop: asyncio.AbstractEventLoop, sql: str, parameters: Any) -> None:
        self.loop = loop
        self.sql = sql
        self.parameters = parameters
        self.answer: asyncio.Future[Any] = loop.create_future()
        self.connection: Any = None  # while it runs
        self.lock = threading.Lock()
        self.over = False

    def stop(self) -> None:
        """End the wait for it, and the work."""
        if not self.answer.done():
            self.answer.set_exception(late())
        if self.over:
            return
        with self.lock:
            if self.connection is not None:
                self.connection.interrupt()
        self.loop.call_later(AGAIN, self.stop)

    def settle(self, row: Any, error: BaseException | None) -> None:
        """Give the answer, if somebody still waits for it."""
        self.over = True
        if self.answer.done():
            return
        if error is None:
            self.answer.set_result(row)
        else:
            self.answer.set_exception(error)


class Readers:
    """At most `size` threads behind one queue."""

    def __init__(
        self, size: int, connect: Callable[[], Any], run: Callable[[Any, str, Any], Any]
    ) -> None:
        self.connections: list[Snapshot] = []
        self._size = size
        self._connect = connect
        self._run = run
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._waiting = 0  # jobs asked for and not yet over

    def ask(self, sql: str, parameters: Any) -> Job:
        """Have a statement read; only from the event loop."""
        job = Job(asyncio.get_running_loop(), sql, parameters)
        self._waiting += 1
        if self._waiting > len(self._threads) < self._size:
            name = f"hub-reader-{len(self._threads)}"
            self._threads.append(threading.Thread(target=self._serve, name=name, daemon=True))
            self._threads[-1].start()
        self._jobs.put(job)
        return job

    def close(self) -> None:
        """Let every job end, then the threads and their connections."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _serve(self) -> None:
        connection = None
        while (job := self._next(connection)) is not None:
            row, error = None, None
            try:
                if not job.answer.done():
                    connection = connection or self._opened()
                    job.connection = connection
                    row = connection.read(job.sql, job.parameters)
            except BaseException as raised:  # noqa: BLE001 (it is raised where it is waited for)
                error = raised
            with job.lock:  # what comes next on this connection is not to be interrupted
                job.connection = None
            job.loop.call_soon_threadsafe(self._over, job, row, error)
        if connection is not None:
            self.connections.remove(connection)
            connection.close()

    def _next(self, connection: Snapshot | None) -> Job | None:
        """The next job; None when there will be no more."""
        left = None if connection is None else connection.seconds_left()
        if connection is not None and left is not None:
            try:
                return self._jobs.get(timeout=left)
            except Empty:
                connection.release()
        return self._jobs.get()

    def _opened(self) -> Snapshot:
        connection = Snapshot(self._connect, self._run)
        self.connections.append(connection)
        return connection

    def _over(self, job: Job, row: Any, error: BaseException | None) -> None:
        self._waiting -= 1
        job.settle(row, error)
