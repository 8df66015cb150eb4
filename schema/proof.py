"""Proof of reading: who read, by which operation, under which policy.

In: nothing. Out: `AccessRecord`, the filter over records, and why a cell is not shown.
Refused: nothing; a record never carries a value that was read.
"""

from __future__ import annotations

import strawberry

from schema.enums import AccessOutcome, Family
from schema.node import Node
from schema.party import Party
from schema.planned import given, planned
from schema.scalars import CaseNumber, Coordinate, DateTime, Uscc


@strawberry.type(
    description="One read, written down before its answer left; without the values. 访问记录"
)
class AccessRecord(Node):
    at: DateTime = planned("When. 时间")
    party: Party = planned("Who read. 访问方")
    subject: str | None = planned("The person or program; null when withheld. 用户")
    purpose: str | None = planned("The declared purpose. 使用目的")
    case_number: CaseNumber | None = planned("The case it was for. 案号")
    operation: str = planned("Name of the operation. 操作名称")
    operation_digest: str = planned("SHA-256 of the operation's text. 操作摘要")
    policy_version: str = planned("The policy it was judged by. 策略版本")
    outcome: AccessOutcome = planned("How it ended. 访问结果")
    merchants: int = planned("How many merchants the answer spoke of. 涉及经营者数")
    families: list[Family] = planned("Which families were read. 涉及数据族")
    sealed_in: str | None = planned("The sealed log that holds it. 封存日志")


@strawberry.type(description="Why a cell is shown, masked or withheld. 访问说明")
class AccessExplanation:
    coordinate: Coordinate = planned("The cell's place in the schema. 模式坐标")
    visible: bool = planned("Whether you see it on this merchant. 是否可见")
    masked: bool = planned("Whether you see it shortened. 是否脱敏")
    reason: str = planned("The reason in words. 原因")
    rule: str | None = planned("The policy rule that decided. 策略规则")
    reference: str = planned("A number to quote to the stewards. 查询编号")


@strawberry.input(description="Which access records; an absent field filters nothing. 访问记录筛选")
class AccessFilter:
    party: list[str] | None = given("Codes of the parties that read. 访问方代码")
    merchant: Uscc | None = given("Reads that spoke of this merchant. 经营者")
    since: DateTime | None = given("From this moment on. 起始时间")
    until: DateTime | None = given("Before this moment. 截止时间")
    outcome: list[AccessOutcome] | None = given("How they ended. 访问结果")
