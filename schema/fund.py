"""Money taken in advance: card reports, filings, custody, guarantees, institutions.

In: nothing. Out: the fund types. Amounts are yuan in the answer and integer fen inside; every
threshold behind an assessment is dated data under a rule version. Refused: nothing.
"""

from __future__ import annotations

import strawberry
from strawberry import UNSET

from schema.enums import (
    CustodyVerdict,
    FilingKind,
    GuaranteeKind,
    InstitutionKind,
    WarningStandard,
)
from schema.filters import Since, Until
from schema.node import Fact, Node
from schema.paging import After, Before, Connection, First, Last
from schema.planned import planned
from schema.scalars import Date, DateTime, Money


@strawberry.type(
    description="One T+1 report of a merchant's card business; all three figures are the state at "
    "the end of that day (PLAN). 预收资金报送"
)
class CardReport(Fact):
    reported_for: Date = planned("The business day that it speaks of. 报送所属日")
    prepaid_total: Money = planned("All money taken in advance (REG Art. 30), yuan. 预收资金总额")
    prepaid_balance: Money = planned("Of that not yet redeemed, in yuan. 预收资金余额")
    cards_issued: int = planned("Number of cards issued. 发卡总量")
    on_time: bool = planned("Whether it came by the end of the next day. 是否按时")


@strawberry.type(description="How well the reports of a time came. 报送质量")
class ReportingQuality:
    since: Date = planned("First day looked at. 起始日")
    until: Date = planned("Last day looked at. 截止日")
    last_reported_for: Date | None = planned("The latest day with a report. 最近报送所属日")
    expected_days: int = planned("Days for which a report was due. 应报天数")
    received_days: int = planned("Days with a report. 已报天数")
    late_days: int = planned("Days whose report came late. 迟报天数")
    missing_days: int = planned("Days without a report. 漏报天数")


@strawberry.type(description="A filing about a period (REG Art. 12; PLAN for listed ones). 申报")
class Filing(Fact):
    kind: FilingKind = planned("The duty that it fulfils. 申报种类")
    period: str = planned("Month, quarter or half-year: 2022-03, 2022Q1, 2022H1. 所属期")
    main_business_revenue: Money | None = planned("Of the period, in yuan. 主营业务收入")
    profit: Money | None = planned("Of the period, in yuan; below zero is a loss. 利润")
    prepaid_spent: Money | None = planned("Prepaid money spent, in yuan. 预收资金支出")
    main_uses: str | None = planned("What it was spent on. 主要用途")
    due_on: Date = planned("Last day to file. 应报日")
    filed_on: Date | None = planned("The day it was filed; null: not yet. 申报日")
    late: bool = planned("Filed, or still missing, after its last day. 是否逾期")


@strawberry.type(
    description="What the records show of an institution's year, as a number. 评估事实"
)
class EvaluationFact:
    measure: str = planned("The measure's code. 统计项代码")
    name: str = planned("What it counts. 统计项名称")
    value: str = planned("A count, yuan, days, or a share of one. 数值")


@strawberry.type(description="One criterion of an evaluation with its score. 评分项")
class EvaluationScore:
    criterion: str = planned("What was judged. 评估指标")
    weight: float = planned("Its share of the whole, 0 to 1. 权重")
    score: float = planned("Points of 100. 得分")
    evidence: str | None = planned("What the score rests on, in words. 依据")
    measures: list[str] | None = planned("The computed facts it rests on, by code. 所据统计项")


@strawberry.type(description="A custody bank or an insurer. 存管银行、保险公司")
class Institution(Node):
    kind: InstitutionKind = planned("Bank or insurer. 机构类型")
    code: str = planned("Its party code. 机构代码")
    name: str = planned("Its name. 机构名称")
    evaluations: list[InstitutionEvaluation] | None = planned("Its yearly evaluations. 年度评估")


@strawberry.type(
    description="The yearly evaluation of an institution, 1 July to 30 June (PLAN). 年度评估"
)
class InstitutionEvaluation(Node):
    institution: Institution = planned("Who was evaluated. 被评机构")
    year: int = planned("The year in which the period ends. 评估年度")
    period_from: Date = planned("1 July of the year before. 评估期起")
    period_until: Date = planned("30 June of the year. 评估期止")
    scores: list[EvaluationScore] = planned("Criterion by criterion. 各项得分")
    facts: list[EvaluationFact] | None = planned(
        "Counted in the records of the period when it was decided; null: before they were. 评估事实"
    )
    total: float = planned("The weighted sum, of 100. 总分")
    grade: str = planned("The grade that follows from the total. 等级")
    decided_on: Date | None = planned("The day of decision; null: not final. 评定日")


@strawberry.type(description="What a custody account held at the end of a day. 存管账户余额")
class CustodyBalance:
    day: Date = planned("The day. 日期")
    balance: Money = planned("At its end, in yuan. 余额")


@strawberry.type(description="A special account at a bank for prepaid money. 存管账户")
class CustodyAccount(Fact):
    bank: Institution = planned("The bank. 存管银行")
    account_number: str = planned("The number; some see the last four digits. 账号")
    opened_on: Date | None = planned("The day it was opened. 开户日")
    closed_on: Date | None = planned("The day it was closed. 销户日")
    confirmed_on: Date | None = planned(
        "The day the merchant or its regulator confirmed it; before, it gives the bank no right. "
        "确认日"
    )
    balance: Money | None = planned("Latest reported balance, in yuan. 最近余额")
    balance_on: Date | None = planned("The day of that balance. 余额日期")

    @planned
    def balances(
        self,
        since: Since = UNSET,
        until: Until = UNSET,
        first: First = 30,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[CustodyBalance] | None:
        """Balances day by day, latest first. 每日余额"""


@strawberry.type(
    description="Insurance or a guarantee that stands in for custody (REG Art. 15). 担保"
)
class Guarantee(Fact):
    kind: GuaranteeKind = planned("Which measure. 担保种类")
    issuer: Institution = planned("Who issued it. 出具机构")
    number: str = planned("Number of the policy or letter. 保单号、保函号")
    cover_amount: Money = planned("Sum covered, in yuan. 担保金额")
    claims_paid: Money = planned("Already paid out of it, in yuan. 已赔付")
    valid_from: Date = planned("First day in force. 有效期起")
    valid_until: Date = planned("Last day in force. 有效期止")
    confirmed_on: Date | None = planned(
        "The day the merchant or its regulator confirmed it; before, it gives the issuer no right. "
        "确认日"
    )


@strawberry.type(description="A ground of a figure or a code; never an amount or a name. 事由")
class Reason:
    code: str = planned("Stable, for programs. 事由代码")
    text: str = planned("For people. 事由说明")
    rule: str = planned("Instrument and article. 规则依据")


@strawberry.type(
    description="What the rules require a merchant to hold in custody, and what it holds; every "
    "figure with its ground (REG Art. 15; IM Arts. 10, 11). 存管评估"
)
class CustodyAssessment(Node):
    assessed_for: Date = planned("The day it speaks of. 评估日")
    standard: WarningStandard = planned("The standard that the balance exceeds. 风险警示标准")
    verdict: CustodyVerdict = planned("Whether custody suffices. 存管结论")
    provisional: bool = planned("Last year's revenue is not known yet. 是否暂定")
    rule_version: str = planned("The thresholds it was computed by. 规则版本")
    balance: Money | None = planned("Prepaid balance of the day, in yuan. 预收资金余额")
    special_standard: Money | None = planned(
        "A fifth of last year's revenue, 200,000 to 50 million yuan. 特别标准"
    )
    ratio: float | None = planned("Part of the balance to be held, 0 to 1. 存管比例")
    required: Money | None = planned("To be held or covered, in yuan. 应存管金额")
    covered: Money | None = planned("Covered by insurance and guarantees, in yuan. 担保抵扣")
    cash_due: Money | None = planned("Required less covered, in yuan. 应存管现金")
    held: Money | None = planned("Held at the banks, in yuan; null: not reported. 实际存管")
    shortfall: Money | None = planned("What is short of cashDue, in yuan. 缺口")
    releasable: Money | None = planned("Held beyond cashDue, in yuan. 可释放金额")
    funding_due_on: Date | None = planned("Last day to top up. 补足期限")
    reasons: list[Reason] | None = planned("The grounds of each figure. 依据")
    computed_at: DateTime | None = planned("When it was computed. 计算时间")
