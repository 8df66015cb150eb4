"""Threads that read the embedded database, each on a connection of its own.

In: how many there may be, how to open a connection, how to run one statement on it. Out: `ask`,
whose `Job` has the answer as a future. Each party has a home among the threads, which has its pages
already; while it is busy another thread that is free reads. A thread begins when it is first needed
and, without a job, lets its snapshot go. A job that is stopped is answered at once with DEADLINE;
what it still does in the database is interrupted until it ends.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from hub.engines.snapshot import Snapshot
from hub.engines.turns import late

if TYPE_CHECKING:
    from collections.abc import Callable

AGAIN = 0.02  # seconds; an interrupt that comes before the statement begins is lost


class Job:
    """One statement to be read, by a thread that is free."""

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
    """At most `size` threads, each with what it is to read; parties have homes among them."""

    def __init__(
        self, size: int, connect: Callable[[], Any], run: Callable[[Any, str, Any], Any]
    ) -> None:
        self.connections: list[Snapshot] = []
        self._connect = connect
        self._run = run
        self._jobs: list[SimpleQueue[Job | None]] = [SimpleQueue() for _ in range(size)]
        self._threads: dict[int, threading.Thread] = {}
        self._idle = set(range(size))
        self._homes: dict[str, int] = {}
        self._backlog: deque[Job] = deque()  # behind readings that are being stopped

    def at_home(self, party: str) -> bool:
        """Whether the thread is idle that has most of what this party reads in its pages."""
        return self._home(party) in self._idle

    def ask(self, party: str, sql: str, parameters: Any) -> Job:
        """Have a statement read; only from the event loop."""
        job = Job(asyncio.get_running_loop(), sql, parameters)
        if self._idle:
            home = self._home(party)
            self._give(home if home in self._idle else min(self._idle), job)
        else:
            self._backlog.append(job)
        return job

    def close(self) -> None:
        """Let every job end, then the threads and their connections."""
        for number in self._threads:
            self._jobs[number].put(None)
        for thread in self._threads.values():
            thread.join()
        self._threads.clear()

    def _home(self, party: str) -> int:
        return self._homes.setdefault(party, len(self._homes) % len(self._jobs))

    def _give(self, number: int, job: Job) -> None:
        self._idle.discard(number)
        if number not in self._threads:
            name = f"hub-reader-{number}"
            thread = threading.Thread(target=self._serve, args=(number,), name=name, daemon=True)
            self._threads[number] = thread
            thread.start()
        self._jobs[number].put(job)

    def _serve(self, number: int) -> None:
        connection = None
        jobs = self._jobs[number]
        while (job := _next(jobs, connection)) is not None:
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
            job.loop.call_soon_threadsafe(self._over, number, job, row, error)
        if connection is not None:
            self.connections.remove(connection)
            connection.close()

    def _opened(self) -> Snapshot:
        connection = Snapshot(self._connect, self._run)
        self.connections.append(connection)
        return connection

    def _over(self, number: int, job: Job, row: Any, error: BaseException | None) -> None:
        self._idle.add(number)
        if self._backlog:
            self._give(number, self._backlog.popleft())
        job.settle(row, error)


def _next(jobs: SimpleQueue[Job | None], connection: Snapshot | None) -> Job | None:
    """The next job of a thread; None when there will be no more."""
    left = None if connection is None else connection.seconds_left()
    if connection is not None and left is not None:
        try:
            return jobs.get(timeout=left)
        except Empty:
            connection.release()
    return jobs.get()
