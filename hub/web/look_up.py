"""`GET /`: a citizen looks a shop up before paying in advance.

In: `q` (part of a name, two characters suffice, or a credit code), `district`, `trade`, a cursor.
Out: the form with what the colours mean and the latest warnings, or one page of what was found. A
whole credit code leads straight to its page. What cannot be searched for is said beside the form
and asked of nobody.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from hub.domain.identifiers import parse_uscc
from hub.errors import DomainError
from hub.http import wire
from hub.http.json_input import parameters
from hub.web.asking import ask
from hub.web.choices import DISTRICTS, TRADES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

    from hub.http.service import Service
    from hub.web.rendering import PublicPages

PAGE = 20
FEWEST, MOST = 2, 60  # characters of a search
_LIKE_A_CODE = re.compile(r"(?=.*\d{4})[0-9A-Z]{15,20}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed and chosen."""

    text: str = ""
    district: str = ""
    trade: str = ""
    after: str = ""
    before: str = ""

    @property
    def nothing(self) -> bool:
        return not (self.text or self.district or self.trade)

    @property
    def fault(self) -> str:
        """Why it cannot be searched for; empty when it can."""
        if self.text and len(self.text) < FEWEST:
            return "请至少输入两个字。"
        if len(self.text) > MOST:
            return f"关键词太长，请不超过{MOST}个字。"
        if self.district not in {"", *DISTRICTS} or self.trade not in {"", *TRADES}:
            return "没有这个区或者行业，请从列表中选择。"
        return ""

    def variables(self) -> dict[str, Any]:
        """The search as the document takes it; a district is that of the firm or of an outlet."""
        where: dict[str, Any] = {}
        if self.text:
            where["search"] = self.text
        if self.district:
            here = [self.district]
            where["or"] = [{"district": here}, {"outletDistrict": here}]
        if self.trade:
            where["industry"] = list(TRADES[self.trade].industries)
        if self.before:
            return {"where": where, "last": PAGE, "before": self.before}
        return {"where": where, "first": PAGE, **({"after": self.after} if self.after else {})}

    def at(self, **cursor: str) -> str:
        """The address of another page of the same search."""
        kept = {"q": self.text, "district": self.district, "trade": self.trade}
        return "/?" + urlencode({name: text for name, text in {**kept, **cursor}.items() if text})


def wanted(query_string: bytes) -> Wanted:
    """The search in an address; parameters of others are left alone."""
    given = parameters(query_string)
    text = " ".join(given.get("q", "").split())
    rest = {name: given.get(name, "") for name in ("district", "trade", "after", "before")}
    return Wanted(text, **rest)


@dataclass(frozen=True, slots=True)
class LookUp:
    """The endpoint."""

    service: Service
    pages: PublicPages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        search = wanted(scope["query_string"])
        code, wrong = _credit_code(search.text)
        if code:
            await wire.send(
                scope, send, 303, b"", "text/plain", (b"location", f"/m/{code}".encode())
            )
            return
        fault = wrong or search.fault
        if fault or search.nothing:
            latest = (await ask(self.service, "home", {}, receive))["warnings"]["nodes"]
            await self._send(scope, send, "home.html", search, {"warnings": latest}, fault)
            return
        found = await ask(self.service, "search", search.variables(), receive)
        await self._send(scope, send, "results.html", search, _page(search, found), fault)

    async def _send(
        self,
        scope: Scope,
        send: Send,
        template: str,
        search: Wanted,
        values: dict[str, Any],
        fault: str,
    ) -> None:
        form = {"search": search, "districts": DISTRICTS, "trades": TRADES, "fault": fault}
        await self.pages.send(scope, send, template, {**form, **values}, 400 if fault else 200)


def _credit_code(text: str) -> tuple[str, str]:
    """The credit code that a text is, or what is wrong with one that it nearly is."""
    squeezed = unicodedata.normalize("NFKC", text).replace(" ", "").upper()
    if not _LIKE_A_CODE.fullmatch(squeezed):
        return "", ""
    try:
        return parse_uscc(squeezed), ""
    except DomainError as error:
        return "", error.message


def _page(search: Wanted, found: Mapping[str, Any]) -> dict[str, Any]:
    merchants = found["merchants"]
    info = merchants["pageInfo"]
    earlier = search.at(before=info["startCursor"]) if info["hasPreviousPage"] else None
    later = search.at(after=info["endCursor"]) if info["hasNextPage"] else None
    return {"merchants": merchants, "earlier": earlier, "later": later}
