"""Questions of the public pages, asked like anybody's: by `hub.operation`, as PUBLIC.

In: the name of a document beside this module and its variables. Out: the `data` of the answer, with
the rights, the budget and the proof of every other read. Raises the hub's own refusal; a token in
the request has no say here.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from hub.errors import HubError, UnavailableError
from hub.http.waiting import answered
from hub.operation import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive

    from authz.principal import Principal
    from hub.http.service import Service

DOCUMENTS = {
    path.stem: path.read_text("utf-8")
    for path in sorted((Path(__file__).parent / "documents").glob("*.graphql"))
}
OF_THE_CITIZEN = frozenset({"CURSOR_UNKNOWN", "TEXT_UNSAFE"})
log = logging.getLogger(__name__)


async def ask(
    service: Service, name: str, variables: Mapping[str, Any], receive: Receive
) -> Mapping[str, Any]:
    """What the public may know of it."""

    async def again() -> Principal:
        return await service.register.nobody(fresh=True)

    request = Request(DOCUMENTS[name], variables=variables, again=again)
    answer = await answered(service, request, await service.register.nobody(), receive)
    response: dict[str, Any] = orjson.loads(answer.body)
    if "errors" in response:
        raise _refusal(response["errors"][0], answer.status)
    found: dict[str, Any] = response["data"]
    return found


def _refusal(entry: Mapping[str, Any], status: int) -> HubError:
    """The citizen's mistake as it is; where the page itself is refused, it is not there now."""
    code, message = entry["extensions"]["code"], entry["message"]
    if code in OF_THE_CITIZEN:
        return HubError(code, status, message)
    log.error("a public page is refused: %s", code)
    return UnavailableError(
        "PAGE_REFUSED", "The policy in force does not give what this page shows."
    )
