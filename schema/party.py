"""Parties, places, the caller, and what feeds the hub: sources, batches, quarantine.

In: nothing. Out: the types of the register of parties and of intake receipts. Refused: nothing.
"""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import UNSET

from schema.enums import BatchStatus, Family, PartyKind
from schema.node import Node
from schema.paging import Connection, PageInfo, paged
from schema.planned import planned, said
from schema.scalars import CaseNumber, Coordinate, Date, DateTime


@strawberry.type(description="One of the city's sixteen districts, GB/T 2260. 区")
class District:
    code: str = planned("Six digits, the code in force today: 310113. 行政区划代码")
    name: str = planned("The district's Chinese name. 区名")


@strawberry.type(description="A body or person that takes part under policy. 参与方")
class Party(Node):
    kind: PartyKind = planned("What it is; the policy speaks of kinds. 参与方类型")
    code: str = planned("Its code in the register of parties. 参与方代码")
    name: str = planned("Its full name. 名称")
    district: District | None = planned("Its district; null for a body of the whole city. 所在区")


@strawberry.type(description="One thing that the policy lets you do. 权限")
class Right:
    coordinate: Coordinate = planned("The place in the schema. 模式坐标")
    family: Family = planned("The family of coordinates it belongs to. 数据族")
    action: str = planned("One of read, aggregate, or the name of an act. 动作")
    scope: str = planned("Which rows: a scope word such as own_district. 范围")
    mask: str | None = planned("How the value is shortened; null: shown in full. 脱敏方式")


@strawberry.type(
    description="Who is asking, and what the policy in force lets them see. 当前调用者"
)
class Caller:
    party: Party = planned("The party that you speak for, from the register. 所属参与方")
    subject: str = planned("The person or program, from the token. 用户")
    roles: list[str] = planned("The roles you act in, of those the register gives. 角色")
    policy_version: str = planned("The policy by which this answer was made. 策略版本")
    purpose: str | None = planned("The declared purpose of this request. 使用目的")
    case_number: CaseNumber | None = planned("The case this request is for. 案号")

    @planned
    def rights(
        self, type: Annotated[str | None, said("Only coordinates of this type. 类型名")] = UNSET
    ) -> list[Right]:
        """All that the policy grants your roles, whatever the row. 权限清单"""


@strawberry.type(
    description="A body that feeds the hub, with its agreed rhythm and how fresh it is. 数据来源"
)
class Source(Node):
    code: str = planned("Its code in the register of sources. 来源代码")
    name: str = planned("Its name. 来源名称")
    party: Party = planned("The party that answers for it. 责任方")
    kinds: list[str] = planned("The record kinds it may send. 数据种类")
    cadence_days: int | None = planned("Days between batches of a kind, as agreed. 报送周期（天）")
    last_received_at: DateTime | None = planned("When its last batch came. 最近接收时间")
    covers_until: Date | None = planned("The last day that its data speaks of. 数据截至日")
    late: bool = planned("Whether any of its kinds is behind the agreed rhythm today. 是否逾期")


@strawberry.type(
    description="A row that was not taken in, without its content; only the sender's line and "
    "what to repair. 待修复行"
)
class QuarantinedRow(Node):
    line: int = planned("The line in the file as sent, the header being 1. 行号")
    code: str = planned("The stable code of the reason. 原因代码")
    field: str | None = planned("The column at fault; null: the row as a whole. 字段")
    message: str = planned("What to repair; never repeats a value. 说明")
    resolved_at: DateTime | None = planned("When a later batch brought it right. 修复时间")


@strawberry.type(description="A quarantined row with its cursor. 待修复行（分页行）")
class QuarantineEdge:
    node: QuarantinedRow = planned("The row itself. 该行内容")
    cursor: str = planned("The opaque place of the row. 游标")


@strawberry.type(description="One page of quarantined rows. 待修复行（分页）")
class QuarantineConnection:
    edges: list[QuarantineEdge] = planned("The rows of the page with their cursors. 行与游标")
    nodes: list[QuarantinedRow] = planned("The rows of the page alone. 各行")
    page_info: PageInfo = planned("Where the page lies. 分页信息")
    total_count: int = planned("How many rows of the batch are in quarantine. 总数")


@strawberry.type(
    description="The receipt of one delivery: rows = accepted + unchanged + quarantined. 批次"
)
class Batch(Node):
    source: Source = planned("Who sent it. 数据来源")
    kind: str = planned("The record kind, such as card-reports. 数据种类")
    idempotency_key: str = planned("The sender's key; the same key is the same batch. 幂等键")
    received_at: DateTime = planned("When it became visible as a whole. 接收时间")
    rows: int = planned("Rows in the file. 总行数")
    accepted: int = planned("Rows that brought something new. 接收行数")
    unchanged: int = planned("Rows that said what the hub knew already. 未变行数")
    quarantined: int = planned("Rows that wait for repair. 待修复行数")
    digest: str = planned("SHA-256 of the bytes as sent. 文件摘要")
    status: BatchStatus = planned("Whether all, some or none was taken. 处理结果")
    quarantine: QuarantineConnection = paged("The rows that wait for repair. 待修复行", size=50)


Batches = Connection[Batch]
