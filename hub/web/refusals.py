"""A refusal as a page: what happened in plain words, and what to do now.

In: the hub's own error. Out: a page with its status and what a client needs beside it. Nothing of
the request and nothing of the inside stands in it, but the id by which its operator finds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from hub.http import wire

if TYPE_CHECKING:
    from starlette.types import Scope, Send

    from hub.errors import HubError
    from hub.web.rendering import PublicPages

UNREADABLE = ("这个请求无法读取", "地址不完整或者含有不能识别的字符，请重新查询。")
MOVED_ON = ("这一页已经不在了", "名单已有更新，请重新查询。")
LATER = ("暂时无法查询", "系统繁忙或者正在维护，请稍后再试。")
BY_CODE = {"CURSOR_UNKNOWN": MOVED_ON, "TOO_MANY": LATER}


@dataclass(frozen=True, slots=True)
class RefusalPage:
    """Sends a refusal to a citizen."""

    pages: PublicPages

    async def __call__(self, scope: Scope, send: Send, error: HubError) -> None:
        if "status" in scope["state"]:
            return  # the head is out: there is no page to send any more
        ours = error.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        title, advice = BY_CODE.get(error.code, LATER if ours else UNREADABLE)
        values = {"title": title, "advice": advice, "reference": wire.request_id(scope)}
        more = tuple(wire.problem_headers(error))
        await self.pages.send(scope, send, "refused.html", values, error.status, more)
