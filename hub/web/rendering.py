"""Templates and the answer that carries a page: its policy, its headers, nothing from elsewhere.

In: the name of a template beside this module, and values. Out: HTML, every value escaped and every
missing one refused (a page shows all or fails). A page of the public has no script and no style of
its own but one sheet from here, and is not kept by anybody in between.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hub.http import wire
from hub.web import badge, wording

if TYPE_CHECKING:
    from starlette.types import Scope, Send

    from hub.settings import Settings
    from hub.web.static import StaticFiles

HTML = "text/html; charset=utf-8"
RULES = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'"
)
POLICY = (b"content-security-policy", RULES)
STYLE, MARK = "public.css", "mark.svg"


def templates() -> Environment:
    """The templates of all pages."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class PublicPages:
    """The pages that a citizen reads."""

    def __init__(self, settings: Settings, static: StaticFiles) -> None:
        self._templates = templates()
        self._templates.filters.update(wording.FILTERS, badge=badge.badge)
        self._templates.globals.update(
            style=static.address(STYLE),
            mark=static.address(MARK),
            demo=settings.mode == "demo",
            keeper=settings.keeper,
            moment=wording.moment,
            explained=badge.EXPLAINED,
        )

    async def send(
        self,
        scope: Scope,
        send: Send,
        template: str,
        values: dict[str, Any],
        status: int = 200,
        more: tuple[tuple[bytes, bytes], ...] = (),
    ) -> None:
        """Send one page."""
        page = self._templates.get_template(template).render(values)
        await wire.send(scope, send, status, page.encode(), HTML, *more, policy=POLICY)
