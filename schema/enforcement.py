"""Enforcement: orders to correct, inspections and draws, clues, penalties, referrals.

In: nothing. Out: the types of supervision acts. Refused: nothing.
"""

from __future__ import annotations

import strawberry

from schema.enums import (
    ClueStatus,
    InspectionResult,
    RectificationStatus,
    ReferralStatus,
    SuspectedCrime,
)
from schema.merchant import Merchant
from schema.node import Fact, Node
from schema.paging import Connection, paged
from schema.party import Party
from schema.planned import planned
from schema.scalars import Date, DateTime, Money


@strawberry.type(description="A kind of breach, from the hub's code list. 违法行为")
class Violation:
    code: str = planned("Its code. 代码")
    name: str = planned("Its name. 名称")
    legal_basis: str = planned("Instrument and article. 法律依据")


@strawberry.type(description="An order to correct within a period (REG Arts. 22, 26). 责令整改")
class Rectification(Node):
    merchant: Merchant = planned("Whom it orders. 经营者")
    issuer: Party = planned("Who issued it. 责令机关")
    reference: str = planned("Its number. 文书号")
    issued_on: Date = planned("The day of the order. 责令日")
    due_on: Date = planned("Last day to correct, extensions included. 整改期限")
    violation: Violation = planned("What is to be corrected. 违法行为")
    status: RectificationStatus = planned("Where it stands. 整改状态")
    corrected_on: Date | None = planned("The day correction was accepted. 整改完成日")


@strawberry.type(
    description="A draw at random that anyone can replay from its published seed. 双随机抽查"
)
class InspectionDraw(Node):
    title: str = planned("Its title. 标题")
    plan: str = planned("The plan it belongs to. 抽查计划")
    commitment: str = planned("Digest of the seed, published before the draw. 种子承诺")
    seed: str | None = planned("The seed; null before the draw. 随机种子")
    algorithm: str = planned("Name and version of the algorithm. 抽取算法")
    eligible: int = planned("How many could be drawn. 抽查对象数")
    drawn_at: DateTime | None = planned("When it was drawn; null: not yet. 抽取时间")
    inspections: Connection[Inspection] | None = paged("The inspections it led to. 检查")


@strawberry.type(description="A check at a merchant, drawn or directed. 检查")
class Inspection(Node):
    merchant: Merchant = planned("Who is checked. 被检查人")
    draw: InspectionDraw | None = planned("The draw; null: a directed check. 所属抽查")
    inspectors: list[str] | None = planned("Names of the inspectors, two or more. 检查人员")
    planned_on: Date | None = planned("The day planned; never announced. 计划日")
    inspected_on: Date | None = planned("The day done. 检查日")
    result: InspectionResult | None = planned("What was found; null: not done. 检查结果")
    findings: str | None = planned("The findings in words. 检查情况")
    published_on: Date | None = planned("The day the result was published. 公示日")


@strawberry.type(description="One step in the life of a clue. 线索流转")
class ClueStep:
    status: ClueStatus = planned("The state it reached. 线索状态")
    at: DateTime = planned("When. 时间")
    by: Party = planned("Who took the step. 办理方")
    note: str | None = planned("What they noted. 备注")


@strawberry.type(
    description="A regulator tells the body with power to penalise (REG Art. 22). 线索告知"
)
class Clue(Node):
    merchant: Merchant = planned("Whom it is about. 经营者")
    sender: Party = planned("The regulator that tells. 告知方")
    recipient: Party = planned("The enforcement body that is told. 接收方")
    violation: Violation = planned("What is suspected. 涉嫌违法行为")
    evidence: str | None = planned("What it rests on. 证据材料")
    status: ClueStatus = planned("Where it stands. 线索状态")
    sent_at: DateTime | None = planned("When it was sent. 告知时间")
    accept_by: Date | None = planned("Last day to accept or return it. 接收期限")
    feedback_by: Date | None = planned("Last day to feed back. 反馈期限")
    decide_by: Date | None = planned("Last day to decide the case (PEN Art. 60). 办结期限")
    history: list[ClueStep] = planned("Its steps, first to last. 流转记录")


@strawberry.type(
    description="An administrative penalty; the public sees it while published (PEN; BIZ-SH "
    "Art. 65). 行政处罚"
)
class Penalty(Fact):
    authority: str = planned("The body that decided. 处罚机关")
    decision_number: str = planned("Number of the decision. 处罚决定书文号")
    decided_on: Date = planned("The day of decision. 决定日")
    violation: Violation = planned("What was penalised. 违法行为")
    kind: str = planned("Warning, fine and so on. 处罚种类")
    amount: Money | None = planned("The fine, in yuan. 罚款金额")
    published_on: Date | None = planned("The day of publication. 公示日")
    visible_until: Date | None = planned("First day off; null: not public. 公示截止日")
    revoked_on: Date | None = planned("The day it was revoked. 撤销日")
    repaired_on: Date | None = planned("The day its credit was repaired. 信用修复日")


@strawberry.type(
    description="A suspected crime passed to the police (TRANSFER; REG Art. 27). 涉嫌犯罪移送"
)
class CriminalReferral(Node):
    merchant: Merchant = planned("Whom it is about; never shown to it. 经营者")
    sender: Party = planned("Who refers. 移送机关")
    recipient: Party = planned("The police body. 接收机关")
    suspected_crime: SuspectedCrime = planned("The crime suspected. 涉嫌罪名")
    status: ReferralStatus = planned("Where it stands. 移送状态")
    reported_on: Date = planned("The day it was reported to the head. 报告日")
    decide_by: Date = planned("Last day for the head: 3 days (TRANSFER Art. 5). 决定期限")
    sent_at: DateTime | None = planned("When it was sent. 移送时间")
    outcome: str | None = planned("What became of it. 办理结果")
