"""Cases of court, police and procuratorate: the right to read for one case, and its packages.

In: nothing. Out: `CaseAccess`, `Officer`, `EvidencePackage`. Refused: nothing; the form of the
paper is checked by the acts.
"""

from __future__ import annotations

import strawberry

from schema.enums import CaseAccessStatus, Family
from schema.merchant import Merchant
from schema.node import Node
from schema.paging import Connection, paged
from schema.party import Party
from schema.planned import planned
from schema.scalars import CaseNumber, Date, DateTime


@strawberry.type(description="An officer that a paper names. 承办人员")
class Officer:
    subject: str = planned("The name in the officer's token. 用户")
    name: str = planned("The officer's name. 姓名")
    badge: str = planned("Number of the badge or certificate. 工作证号")


@strawberry.type(
    description="The right to read named merchants for one case: by named officers, in named "
    "families, about a named period, until a day. The hub checks the form of the paper, never the "
    "need for it: a request is opened, or returned with the defect named. 案件调取"
)
class CaseAccess(Node):
    case_number: CaseNumber = planned("The case. 案号")
    authority: Party = planned("Court, police or procuratorate. 办案机关")
    paper: str = planned("Name and number of the legal paper. 法律文书")
    legal_basis: str = planned("Instrument and article. 法律依据")
    purpose: str = planned("What the data is for. 调取目的")
    officers: list[Officer] = planned("Who may read. 承办人员")
    families: list[Family] = planned("What may be read. 调取范围")
    period_from: Date | None = planned("First day that facts may speak of. 事实期间起")
    period_until: Date | None = planned("Last day that facts may speak of. 事实期间止")
    status: CaseAccessStatus = planned("Where it stands. 调取状态")
    defects: list[str] = planned("What was wrong with the paper. 退回原因")
    verify_by: DateTime = planned("When the form must have been checked. 核验期限")
    opens_on: Date | None = planned("First day of reading. 开通日")
    closes_on: Date = planned("Last day of reading. 截止日")
    sealed: bool = planned("Not shown in the merchant's ledger until released. 是否保密")
    subjects: Connection[Merchant] | None = paged("The merchants of the case. 涉案经营者")


@strawberry.type(description="A signed archive of a case's data that verifies offline. 证据包")
class EvidencePackage(Node):
    case_access: CaseAccess = planned("The access it was made under. 所属调取")
    made_at: DateTime = planned("When it was made. 制作时间")
    as_of: DateTime = planned("The moment of knowledge it shows. 数据时点")
    digest: str = planned("SHA-256 of the archive. 摘要")
    signature: str = planned("The hub's signature over the digest. 签名")
    bytes: int = planned("Size in bytes. 字节数")
    url: str = planned("Where it can be fetched, with the same rights. 下载地址")
