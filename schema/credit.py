"""Credit: codes and lights, lists, freezes, ratings, reviews, warnings, objections.

In: nothing. Out: the credit types. Three colour systems stay apart: the public code, the
regulators' light, the association's grade. Refused: nothing.
"""

from __future__ import annotations

import strawberry

from schema.enums import (
    ComplianceLight,
    ListingGround,
    ListingKind,
    ObjectionStatus,
    RatingGrade,
    RiskCode,
)
from schema.fund import Reason
from schema.merchant import Industry, Merchant
from schema.node import Fact, Node
from schema.party import District, Party
from schema.planned import planned
from schema.scalars import Coordinate, Date, DateTime, Money


@strawberry.type(
    description="The public code and the compliance light are two scales. A confirmed issuer that "
    "should be linked and is not has no code and alert=true (PLAN). 风险状态"
)
class RiskStatus(Node):
    code: RiskCode | None = planned("The public code; null: none given. 风险码")
    alert: bool = planned("A confirmed issuer that must link and does not. 未对接警示")
    since: Date = planned("The day this state began. 起始日")
    uncertain: bool = planned("A source it rests on is stale or silent. 是否存疑")
    public_reasons: list[Reason] = planned("Reasons that anyone may read. 公开事由")
    light: ComplianceLight | None = planned("The regulators' light. 合规灯")
    reasons: list[Reason] | None = planned("All reasons, for regulators. 全部事由")
    rule_version: str | None = planned("The rules it was computed by. 规则版本")
    computed_at: DateTime | None = planned("When it was computed. 计算时间")


@strawberry.type(
    description="An entry on a list; the public sees it while published (REG Art. 25). 名单记录"
)
class Listing(Fact):
    kind: ListingKind = planned("Which list. 名单种类")
    ground: ListingGround = planned("Why. 列入事由")
    ground_text: str | None = planned("The ground in words. 事由说明")
    decided_by: str = planned("The body that decided. 决定机关")
    reference: str | None = planned("Number of the decision. 决定文号")
    listed_on: Date = planned("The day it was listed. 列入日")
    removed_on: Date | None = planned("The day it was removed. 移出日")
    visible_until: Date | None = planned("First day it is public no more. 公示截止日")
    repaired_on: Date | None = planned("The day its credit was repaired. 信用修复日")


@strawberry.type(description="A court's freeze of shares in the merchant. 股权冻结")
class EquityFreeze(Fact):
    court: str = planned("The court. 法院")
    reference: str = planned("Number of the ruling. 文书号")
    amount: Money | None = planned("Frozen, in yuan. 冻结金额")
    frozen_on: Date = planned("First day of the freeze. 冻结日")
    released_on: Date | None = planned("The day of release. 解除日")


@strawberry.type(
    description="A rating that an association or the base platform publishes, signed for and open "
    "to appeal (REG Art. 20). 评级"
)
class Rating(Fact):
    publisher: Party = planned("Who signs for it. 发布方")
    grade: RatingGrade = planned("A to E. 等级")
    method: str = planned("Name and version of the method. 评级方法")
    score: float | None = planned("Points of 100. 得分")
    published_on: Date = planned("The day of publication. 发布日")
    valid_until: Date | None = planned("Last day of validity. 有效期止")
    withdrawn_on: Date | None = planned("The day it was withdrawn. 撤回日")
    comment: str | None = planned("The publisher's words. 评语")


@strawberry.type(description="What consumers wrote in a period, as numbers. 评价汇总")
class ReviewSummary(Fact):
    publisher: Party = planned("Who collected them. 发布方")
    period: str = planned("The month: 2022-03. 所属期")
    reviews: int = planned("How many. 评价数")
    average_score: float = planned("Mean of 1 to 5. 平均分")


@strawberry.type(
    description="A warning to consumers about one merchant, or about a trade or district. 消费警示"
)
class RiskWarning(Node):
    publisher: Party = planned("Who warns. 发布方")
    merchant: Merchant | None = planned("The merchant; null: a trade or district. 经营者")
    industries: list[Industry] = planned("The trades it is about. 行业")
    districts: list[District] = planned("The districts it is about. 区")
    title: str = planned("Its title. 标题")
    text: str = planned("Its words. 正文")
    published_on: Date = planned("The day of publication. 发布日")
    withdrawn_on: Date | None = planned("The day it was withdrawn. 撤回日")


@strawberry.type(description="A merchant says that a fact about it is wrong (CREDIT Art. 36). 异议")
class Objection(Node):
    merchant: Merchant = planned("Who objects. 异议人")
    coordinate: Coordinate = planned("The field that it says is wrong. 模式坐标")
    fact: Fact = planned("The fact in question. 异议事实")
    statement: str = planned("What it says. 异议理由")
    filed_on: Date = planned("The day it was filed. 提出日")
    due_on: Date = planned("Last day to decide, in working days. 办结期限")
    status: ObjectionStatus = planned("Where it stands. 异议状态")
    decision: str | None = planned("The decision in words. 处理意见")
    decided_on: Date | None = planned("The day of decision. 处理日")
