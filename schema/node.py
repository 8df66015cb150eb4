"""The two interfaces: what has an id, and what a source stated about a merchant.

In: nothing. Out: `Node`, `Fact`, and how a source's statement is traced (`Provenance`).
Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.planned import planned
from schema.scalars import DateTime

if TYPE_CHECKING:
    from schema.merchant import Merchant
    from schema.party import Batch, Source

LazyMerchant = Annotated["Merchant", strawberry.lazy("schema.merchant")]
LazySource = Annotated["Source", strawberry.lazy("schema.party")]
LazyBatch = Annotated["Batch", strawberry.lazy("schema.party")]


@strawberry.interface(description="Whatever has an id of its own and can be asked by it. 节点")
class Node:
    id: strawberry.ID = planned("Opaque, the same for all versions of the thing. 标识")


@strawberry.type(description="Where a statement comes from and how long it was held true. 来源信息")
class Provenance:
    source: LazySource = planned("The body that sent it. 数据来源")
    batch: LazyBatch | None = planned("The batch it came in; null when withheld. 批次")
    recorded_at: DateTime = planned("When the hub began to hold it true. 入库时间")
    superseded_at: DateTime | None = planned(
        "When a correction took its place; null while it is current. 被取代时间"
    )
    rule_version: str | None = planned(
        "The rule set that computed it; null for a statement that was sent. 规则版本"
    )
    disputed: bool = planned(
        "Whether an objection to it is open and marked (CREDIT Art. 36). 是否有异议"
    )


@strawberry.interface(
    description="A statement that a source made about a merchant. Never edited: a correction "
    "supersedes it. 事实"
)
class Fact(Node):
    merchant: LazyMerchant = planned("The merchant that it speaks of. 所属经营者")
    provenance: Provenance = planned("Who said it, when, and whether it still stands. 来源信息")
