"""What lists are narrowed and ordered by.

In: nothing. Out: one input a list, comparators, orders, and the arguments since, until, asOf.
An absent field filters nothing, an empty list matches nothing; what is withheld counts as absent.
Refused by the plan: an explicit null in a comparator, a moment asOf in the future.
"""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import strawberry

from schema.enums import (
    BatchStatus,
    ClueStatus,
    ComplaintStatus,
    ComplianceLight,
    CustodyVerdict,
    InspectionResult,
    IssuerStatus,
    LinkStatus,
    ListingKind,
    MerchantKind,
    ObjectionStatus,
    OperatingStatus,
    RatingGrade,
    RectificationStatus,
    ReferralStatus,
    RiskCode,
)
from schema.planned import demanded, described, given, said
from schema.scalars import Date, DateTime, Money, Uscc

AsOf = Annotated[
    DateTime | None,
    said("What the hub knew at this moment; rights are judged now; not the future. 数据时点"),
]
Since = Annotated[Date | None, said("First day, inclusive. 起始日")]
Until = Annotated[Date | None, said("Last day, inclusive. 截止日")]


@strawberry.input(description="Compares text in its NFKC, case-folded form. 文本条件")
class TextFilter:
    eq: str | None = given("Equal. 等于")
    in_: list[str] | None = given("Equal to one of these. 属于", name="in")
    contains: str | None = given("Contains this; two characters suffice. 包含")
    starts_with: str | None = given("Begins with this. 开头为")


@strawberry.input(description="Compares whole numbers. 整数条件")
class IntFilter:
    eq: int | None = given("Equal. 等于")
    gte: int | None = given("At least. 大于等于")
    lte: int | None = given("At most. 小于等于")
    gt: int | None = given("More than. 大于")
    lt: int | None = given("Less than. 小于")
    is_null: bool | None = given("Whether it is unknown or withheld. 是否为空")


@strawberry.input(description="Compares calendar days. 日期条件")
class DateFilter:
    eq: Date | None = given("On this day. 等于")
    gte: Date | None = given("On this day or later. 不早于")
    lte: Date | None = given("On this day or earlier. 不晚于")
    gt: Date | None = given("After this day. 晚于")
    lt: Date | None = given("Before this day. 早于")
    is_null: bool | None = given("Whether it is unknown or withheld. 是否为空")


@strawberry.input(description="Compares amounts in yuan. 金额条件")
class MoneyFilter:
    eq: Money | None = given("Equal. 等于")
    gte: Money | None = given("At least. 大于等于")
    lte: Money | None = given("At most. 小于等于")
    gt: Money | None = given("More than. 大于")
    lt: Money | None = given("Less than. 小于")
    is_null: bool | None = given("Whether it is unknown or withheld. 是否为空")


@strawberry.input(
    description="Which merchants. district and industry take codes; an industry code matches its "
    "descendants and its other edition. 经营者筛选"
)
class MerchantFilter:
    and_: list[MerchantFilter] | None = given("All of these hold. 且", name="and")
    or_: list[MerchantFilter] | None = given("One of these holds. 或", name="or")
    not_: MerchantFilter | None = given("This does not hold. 非", name="not")
    search: str | None = given(
        "In name, brand, outlet name and address; two characters suffice. 搜索"
    )
    mine: bool | None = given("Of whom you hold more than the public tier. 本单位相关")
    uscc: list[Uscc] | None = given("With one of these codes. 统一社会信用代码")
    name: TextFilter | None = given("By registered name. 名称")
    brand: TextFilter | None = given("By brand. 品牌")
    kind: list[MerchantKind] | None = given("Of these legal forms. 经营者类型")
    status: list[OperatingStatus] | None = given("In these states of business. 经营状态")
    issuer: list[IssuerStatus] | None = given("With this issuer status. 发卡状态")
    district: list[str] | None = given("With the place of business in these. 经营所在区代码")
    outlet_district: list[str] | None = given("With an outlet in these. 门店所在区代码")
    industry: list[str] | None = given("In these trades. 行业代码")
    link_status: list[LinkStatus] | None = given("With this link status. 对接状态")
    risk_code: list[RiskCode] | None = given("With one of these codes. 风险码")
    risk_since: DateFilter | None = given("By the day the code began. 风险码起始日")
    alert: bool | None = given("With or without the alert. 未对接警示")
    light: list[ComplianceLight] | None = given("With one of these lights. 合规灯")
    custody_verdict: list[CustodyVerdict] | None = given("With this verdict. 存管结论")
    prepaid_balance: MoneyFilter | None = given("By the latest reported balance. 预收资金余额")
    shortfall: MoneyFilter | None = given("By what is short in custody. 缺口")
    last_reported_for: DateFilter | None = given("By the latest reported day. 最近报送所属日")
    established_on: DateFilter | None = given("By the day of registration. 成立日期")
    guarantee_ends_on: DateFilter | None = given("By the last day of cover. 担保到期日")
    listed_as: list[ListingKind] | None = given("On one of these lists now. 列入名单")
    rated: list[RatingGrade] | None = given("By the latest visible rating. 最新评级")
    has_open_rectification: bool | None = given("With an order that stands. 是否有未完成整改")
    complaints_90d: IntFilter | None = given(
        "By complaints of the last 90 days. 近九十日投诉数", name="complaints90d"
    )


@described("Which way a list runs. 排序方向")
class OrderDirection(Enum):
    ASC = "Smallest first; what is absent comes last. 升序"
    DESC = "Largest first; what is absent still comes last. 降序"


@described("What merchants are ordered by; ties by uscc. 经营者排序字段")
class MerchantOrderField(Enum):
    USCC = "Credit code. 统一社会信用代码"
    NAME = "Name, by code point. 名称"
    ESTABLISHED_ON = "Day of registration. 成立日期"
    PREPAID_BALANCE = "Latest reported balance. 预收资金余额"
    SHORTFALL = "What is short in custody. 缺口"
    RISK = "GREEN, no code, YELLOW, RED, BLACK. 风险码"
    RISK_SINCE = "Day the code began. 风险码起始日"
    LAST_REPORTED_FOR = "Latest reported day. 最近报送所属日"
    COMPLAINTS = "Complaints of the last 90 days. 近九十日投诉数"


@described("What complaints are ordered by. 投诉排序字段")
class ComplaintOrderField(Enum):
    RECEIVED_ON = "Day received. 收到日"
    DUE_ON = "Last day to answer. 办理期限"


@described("What clues are ordered by. 线索排序字段")
class ClueOrderField(Enum):
    SENT_AT = "Moment of sending. 告知时间"
    ACCEPT_BY = "Last day to accept. 接收期限"
    FEEDBACK_BY = "Last day to feed back. 反馈期限"
    DECIDE_BY = "Last day to decide. 办结期限"


@strawberry.input(description="One key of an order of merchants. 经营者排序")
class MerchantOrder:
    field: MerchantOrderField = demanded("The key. 排序字段")
    direction: OrderDirection | None = given("Which way. 方向", default=OrderDirection.ASC)


@strawberry.input(description="One key of an order of complaints. 投诉排序")
class ComplaintOrder:
    field: ComplaintOrderField = demanded("The key. 排序字段")
    direction: OrderDirection | None = given("Which way. 方向", default=OrderDirection.DESC)


@strawberry.input(description="One key of an order of clues. 线索排序")
class ClueOrder:
    field: ClueOrderField = demanded("The key. 排序字段")
    direction: OrderDirection | None = given("Which way. 方向", default=OrderDirection.DESC)


@strawberry.input(description="Which complaints. 投诉筛选")
class ComplaintFilter:
    status: list[ComplaintStatus] | None = given("In these states. 投诉状态")
    overdue: bool | None = given("Past their last day, or not. 是否逾期")
    category: list[str] | None = given("Codes of what they are about. 投诉类别")
    channel: list[str] | None = given("Codes of the channel. 来源渠道")
    received_on: DateFilter | None = given("By the day received. 收到日")
    due_on: DateFilter | None = given("By the last day to answer. 办理期限")
    district: list[str] | None = given("About merchants of these districts. 区代码")
    industry: list[str] | None = given("About merchants of these trades. 行业代码")


@strawberry.input(description="Which penalties. 行政处罚筛选")
class PenaltyFilter:
    decided_on: DateFilter | None = given("By the day of decision. 决定日")
    authority: TextFilter | None = given("By the body that decided. 处罚机关")
    violation: list[str] | None = given("Codes of the violation. 违法行为代码")
    district: list[str] | None = given("About merchants of these districts. 区代码")
    industry: list[str] | None = given("About merchants of these trades. 行业代码")


@strawberry.input(description="Which orders to correct. 责令整改筛选")
class RectificationFilter:
    status: list[RectificationStatus] | None = given("In these states. 整改状态")
    due_on: DateFilter | None = given("By the last day to correct. 整改期限")
    issuer: list[str] | None = given("Party codes of the issuers. 责令机关代码")
    violation: list[str] | None = given("Codes of the violation. 违法行为代码")
    district: list[str] | None = given("About merchants of these districts. 区代码")
    industry: list[str] | None = given("About merchants of these trades. 行业代码")


@strawberry.input(description="Which inspections. 检查筛选")
class InspectionFilter:
    result: list[InspectionResult] | None = given("With these results. 检查结果")
    planned_on: DateFilter | None = given("By the day planned. 计划日")
    draw: strawberry.ID | None = given("Of this draw. 所属抽查")
    district: list[str] | None = given("At merchants of these districts. 区代码")
    industry: list[str] | None = given("At merchants of these trades. 行业代码")


@strawberry.input(description="Which clues. 线索筛选")
class ClueFilter:
    status: list[ClueStatus] | None = given("In these states. 线索状态")
    overdue: bool | None = given("Past a last day of theirs, or not. 是否逾期")
    sender: list[str] | None = given("Party codes of the senders. 告知方代码")
    recipient: list[str] | None = given("Party codes of the recipients. 接收方代码")
    violation: list[str] | None = given("Codes of the violation. 违法行为代码")
    district: list[str] | None = given("About merchants of these districts. 区代码")
    industry: list[str] | None = given("About merchants of these trades. 行业代码")


@strawberry.input(description="Which referrals. 移送筛选")
class ReferralFilter:
    status: list[ReferralStatus] | None = given("In these states. 移送状态")
    recipient: list[str] | None = given("Party codes of the recipients. 接收机关代码")


@strawberry.input(description="Which ratings. 评级筛选")
class RatingFilter:
    publisher: list[str] | None = given("Party codes of the publishers. 发布方代码")
    grade: list[RatingGrade] | None = given("Of these grades. 等级")
    published_on: DateFilter | None = given("By the day of publication. 发布日")
    valid_until: DateFilter | None = given("By the last day of validity. 有效期止")
    withdrawn: bool | None = given("Withdrawn, or not. 是否撤回")
    industry: list[str] | None = given("Of merchants of these trades. 行业代码")


@strawberry.input(description="Which warnings. 消费警示筛选")
class WarningFilter:
    publisher: list[str] | None = given("Party codes of the publishers. 发布方代码")
    published_on: DateFilter | None = given("By the day of publication. 发布日")
    industry: list[str] | None = given("About these trades. 行业代码")
    district: list[str] | None = given("About these districts. 区代码")


@strawberry.input(description="Which objections. 异议筛选")
class ObjectionFilter:
    status: list[ObjectionStatus] | None = given("In these states. 异议状态")
    due_on: DateFilter | None = given("By the last day to decide. 办结期限")


@strawberry.input(description="Which batches. 批次筛选")
class BatchFilter:
    source: list[str] | None = given("Codes of the sources. 来源代码")
    kind: list[str] | None = given("Of these record kinds. 数据种类")
    status: list[BatchStatus] | None = given("With this outcome. 处理结果")
    received_since: DateTime | None = given("Received at this moment or later. 接收时间起")
