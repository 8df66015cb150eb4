"""A process of its own that receives one file: made to be killed in the middle.

Called as `python -m tests.real.sender URL FILE MAP`; says after each staged chunk how far it is.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hub.database import run_blocking
from hub.ingest import batch
from hub.ingest.batch import Options, Outcome, receive
from hub.ingest.context import OPERATOR, Sender
from hub.ingest.mapping import parse_mapping
from tests.ingest.world import OPERATOR_PARTY, SECRET

CHUNK = 500
MAPS = Path(__file__).parent / "maps"


def send(
    url: str, file: Path, *, key: str, mapping: str = "registry.toml", progress: Any = None
) -> Outcome:
    """Receive a real file as the operator."""
    with file.open("rb") as body:
        return receive(
            lambda work: run_blocking(url, work),
            body,
            kind="merchants",
            sender=Sender(OPERATOR_PARTY, OPERATOR),
            key=key,
            secret=SECRET,
            guard=None,
            options=Options(
                mapping=parse_mapping((MAPS / "registry.toml").read_text(encoding="utf-8")),
                progress=progress,
            ),
        )


def main(url: str, file: str, key: str) -> None:
    batch.CHUNK = CHUNK
    send(url, Path(file), key=key, progress=say)


def say(rows: int) -> None:
    sys.stdout.write(f"{rows}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
