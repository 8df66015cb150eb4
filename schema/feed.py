"""The change feed: what appeared, changed or went out of sight.

In: nothing. Out: the types behind `changes`, and the subscription. Refused: nothing; the feed
never gives more than the caller could read anyway.
"""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import strawberry
from strawberry import UNSET

from schema.merchant import Merchant
from schema.node import Node
from schema.planned import described, planned, said
from schema.scalars import DateTime

Since = Annotated[str | None, said("Cursor of the last change you have. 起始游标")]
Types = Annotated[list[str] | None, said("Only changes of these types. 类型名")]


@described("What happened. 变更种类")
class ChangeKind(Enum):
    APPEARED = "You may see it from now on. 出现"
    CHANGED = "It has a new version. 变更"
    CORRECTED = "An error was put right. 更正"
    NO_LONGER_VISIBLE = "You may not see it any more. 不再可见"


@strawberry.type(description="One change, as far as you may see it. 变更")
class Change:
    cursor: str = planned("Its place in the feed. 游标")
    at: DateTime = planned("When. 时间")
    kind: ChangeKind = planned("What happened. 变更种类")
    type: str = planned("The type of the thing. 类型名")
    id: strawberry.ID = planned("The thing's id. 标识")
    merchant: Merchant | None = planned("The merchant it is about. 经营者")
    node: Node | None = planned("The thing as you see it now. 当前内容")
    policy_version: str = planned("The policy it was judged by. 策略版本")


@strawberry.type(description="A stretch of the feed. 变更页")
class ChangePage:
    changes: list[Change] = planned("The changes, oldest first. 变更")
    cursor: str = planned("Where to go on. 游标")
    more: bool = planned("Whether more wait already. 是否还有")


@strawberry.type(description="What the hub tells by itself. 订阅")
class Subscription:
    @planned
    def changes(self, after: Since = UNSET, types: Types = UNSET) -> Change:
        """The feed without end, from a cursor on. 变更订阅"""
