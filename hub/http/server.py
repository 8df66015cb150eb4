"""The server under the application: uvicorn, with connections of our own (`hub.http.connection`).

In: an ASGI application or the name of its factory. Out: a running server. Proxy headers have no
effect, the server's name is not told, WebSockets are not spoken.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import uvicorn

from hub.http.connection import CONNECTIONS, PatientProtocol
from hub.http.lines import to_stderr

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from starlette.types import ASGIApp

ANSWER_SECONDS = 5  # after which an answer should be read
GRACE_SECONDS = 8


def server_options(host: str, port: int, log_level: str) -> dict[str, Any]:
    """What every way of starting uvicorn is told."""
    return {
        "host": host,
        "port": port,
        "http": PatientProtocol,
        "ws": "none",
        "log_level": log_level,
        "log_config": to_stderr(log_level),
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_keep_alive": ANSWER_SECONDS,
        "timeout_graceful_shutdown": GRACE_SECONDS,
    }


def serve(app: ASGIApp, host: str, port: int, log_level: str) -> bool:
    """Serve until told to stop; False when the server could not begin, such as on a taken port."""
    _make_room()
    server = uvicorn.Server(uvicorn.Config(app, **server_options(host, port, log_level)))
    try:
        server.run()
    except SystemExit:
        return False
    return bool(server.started)


def serve_many(factory: str, workers: int, host: str, port: int, log_level: str) -> None:
    """Serve with several processes, each of which makes its own application by `factory`."""
    _make_room()
    options = server_options(host, port, log_level)
    uvicorn.run(factory, factory=True, workers=workers, **options)


def _make_room() -> None:
    """As many open files as `CONNECTIONS` need, where this machine knows and lets us."""
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 1_000
    room = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < room:
        resource.setrlimit(resource.RLIMIT_NOFILE, (room, hard))
