"""Analysis: statistics by group and period, and anomalies.

In: nothing. Out: the types behind `statistics` and `anomalies`. Refused: nothing; small groups
are suppressed by the statement.
"""

from __future__ import annotations

from enum import Enum

import strawberry

from schema.merchant import Merchant
from schema.planned import described, planned
from schema.scalars import Date, Money


@described("What statistics may be grouped by. 统计维度")
class Dimension(Enum):
    DISTRICT = "District. 区"
    INDUSTRY = "Trade. 行业"
    SYSTEM = "Own system or public base. 业务处理系统"
    CUSTODY_METHOD = "Custody, insurance, guarantee. 存管方式"
    ISSUE_PERIOD = "How long it has issued cards. 发卡期限"
    ISSUER = "Issuer status. 发卡状态"
    RISK_CODE = "Risk code. 风险码"
    LIGHT = "Compliance light. 合规灯"
    LINK_STATUS = "Link status. 对接状态"
    COMPLAINT_CATEGORY = "Category of complaints. 投诉类别"


@described("The length of a period. 时间粒度")
class Grain(Enum):
    DAY = "Day. 日"
    WEEK = "Week, from Monday. 周"
    MONTH = "Calendar month. 月"
    QUARTER = "Quarter. 季度"
    YEAR = "Calendar year. 年"


@described("What an anomaly is looked for in. 异常对象")
class AnomalySubject(Enum):
    DISTRICT = "A district. 区"
    INDUSTRY = "A trade. 行业"
    SYSTEM = "A linked system. 业务处理系统"
    MERCHANT = "A merchant. 经营者"


@strawberry.type(description="One value that a group is named by. 分组键")
class DimensionKey:
    dimension: Dimension = planned("Which dimension. 维度")
    key: str = planned("The code. 代码")
    label: str = planned("The name. 名称")


@strawberry.type(
    description="One group in one period. Where you do not see its merchants singly, a small group "
    "and what would tell of it has suppressed=true and no figures, and figures are rounded. 统计行"
)
class StatisticsRow:
    keys: list[DimensionKey] = planned("What names the group. 分组")
    period_from: Date = planned("First day. 期间起")
    period_until: Date = planned("Last day. 期间止")
    suppressed: bool = planned("Withheld, for it would tell of few. 是否隐去")
    merchants: int | None = planned("Merchants. 经营者数")
    linked: int | None = planned("Of them linked. 已对接数")
    reports_missing: int | None = planned("Daily reports missing. 漏报数")
    prepaid_total: Money | None = planned("Prepaid money, in yuan. 预收资金总额")
    prepaid_balance: Money | None = planned("Of it not redeemed, in yuan. 预收资金余额")
    cards_issued: int | None = planned("Cards. 发卡总量")
    required: Money | None = planned("To be held in custody, in yuan. 应存管金额")
    held: Money | None = planned("Held in custody, in yuan. 实际存管")
    shortfall: Money | None = planned("Short, in yuan. 缺口")
    in_shortfall: int | None = planned("Merchants that are short. 存管不足数")
    green: int | None = planned("With a green code. 绿码数")
    yellow: int | None = planned("With a yellow code. 黄码数")
    red: int | None = planned("With a red code. 红码数")
    black: int | None = planned("With a black code. 黑码数")
    complaints: int | None = planned("Complaints received. 投诉数")
    penalties: int | None = planned("Penalties decided. 处罚数")
    rectifications: int | None = planned("Orders to correct. 责令整改数")
    rectifications_overdue: int | None = planned("Of them overdue. 逾期未改数")
    inspections: int | None = planned("Inspections done. 检查数")
    clues: int | None = planned("Clues sent. 线索数")


@strawberry.type(description="A figure far from what was to be expected. 异常")
class Anomaly:
    subject: AnomalySubject = planned("What it was found in. 异常对象")
    key: str = planned("Its code. 代码")
    label: str = planned("Its name. 名称")
    merchant: Merchant | None = planned("The merchant, when it is one. 经营者")
    measure: str = planned("Which figure. 指标")
    observed: float = planned("What was seen. 实际值")
    expected: float = planned("What was to be expected. 预期值")
    deviation: float = planned("How far off, in standard deviations. 偏离程度")
    day: Date = planned("The day. 日期")
