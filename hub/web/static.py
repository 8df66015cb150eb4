"""The files that pages need, served from here and from nowhere else.

In: our own files beside this module, and under `vendor/` those of others, which `make assets`
fetches by lock file and hash. Out: an ASGI endpoint over a fixed set read at start, and for each
file an address that changes with its content. Refuses every other name.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from hub.errors import HubError
from hub.http import wire

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

FOLDER = Path(__file__).parent / "static"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
KEEP = (b"cache-control", b"public, max-age=31536000, immutable")


class StaticFiles:
    """All files under `hub/web/static`, by their path in it."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix in TYPES
        }

    def has(self, *names: str) -> bool:
        """Whether all these files are here."""
        return all(name in self._files for name in names)

    def address(self, name: str) -> str:
        """Where a file is served; another content is another address."""
        return f"/static/{name}?v={hashlib.sha256(self._files[name]).hexdigest()[:12]}"

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        content = self._files.get(scope["path_params"]["name"])
        if content is None:
            raise HubError("NOT_FOUND", 404, "There is nothing at this address.")
        kind = TYPES[Path(scope["path_params"]["name"]).suffix]
        await wire.send(scope, send, 200, content, f"{kind}; charset=utf-8", KEEP)
