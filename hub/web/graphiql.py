"""The GraphiQL page: every asset from here, a box for the token, the schema of the token's party.

In: the static files. Out: the page under a strict policy, or, where the assets were never fetched,
a page that says what is missing and how to get it. It loads nothing from elsewhere.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from hub.http import wire
from hub.web.rendering import HTML, templates

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from hub.web.static import StaticFiles

SCRIPTS = (
    "vendor/react/react.production.min.js",
    "vendor/react-dom/react-dom.production.min.js",
    "vendor/graphiql/graphiql.min.js",
)
STYLES = ("vendor/graphiql/graphiql.min.css",)
OWN = ("graphiql.css", "graphiql.js")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:;"
    " font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


class GraphiQL:
    """The page that a browser gets at `/graphql`."""

    def __init__(self, static: StaticFiles) -> None:
        self._whole = static.has(*SCRIPTS, *STYLES)
        self._template = templates().get_template(
            "graphiql.html" if self._whole else "graphiql_missing.html"
        )
        names = (*STYLES, *SCRIPTS, *OWN) if self._whole else ("graphiql.css",)
        self._addresses = {name: static.address(name) for name in names}

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        nonce = secrets.token_urlsafe(16)
        page = self._template.render(
            nonce=nonce,
            styles=[self._addresses[name] for name in self._addresses if name.endswith(".css")],
            scripts=[self._addresses[name] for name in self._addresses if name.endswith(".js")],
        )
        policy = (b"content-security-policy", POLICY.format(nonce=nonce).encode())
        await wire.send(scope, send, 200, page.encode(), HTML, policy=policy)
