"""`hub run`: in one process what `hub migrate`, `hub demo` and `hub serve` do, as `make run` needs.

In: demo mode. Out: keys, database, policy and demo world where they are not there yet, the days
since, one ready token per party, and a hub that serves until it is stopped. Refused outside demo
mode (NOT_DEMO), and what the three refuse.
"""

from __future__ import annotations

import click

from hub.cli import demo, serve, surroundings


@click.command()
@serve.HOST
@serve.PORT
@serve.WORKERS
def command(host: str | None, port: int | None, workers: int | None) -> int:
    """Make what a demo hub needs, and serve it until it is stopped."""
    found = serve.placed(surroundings.settings(), host, port, workers)
    demo.tell(demo.make_world(found))
    return serve.serve_until_stopped(found)
