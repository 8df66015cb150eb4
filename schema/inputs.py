"""The inputs of the acts, each with its idempotency key.

In: nothing. Out: one input an act. Refused: nothing here; the acts judge what is inside.
"""

from __future__ import annotations

from enum import Enum

import strawberry

from schema.enums import Family, FilingKind, ListingGround, RatingGrade
from schema.planned import demanded, described, given
from schema.scalars import CaseNumber, Coordinate, Date, Money, Uscc

_KEY = "Your key: the same key is the same act. 幂等键"


@described("What a steward finds of a request's form. 核验结论")
class CaseAccessOutcome(Enum):
    OPENED = "In form: opened. 开通"
    RETURNED = "Not in form: returned with the defects. 退回"


@strawberry.input(description="A rating to publish. 发布评级")
class PublishRatingInput:
    idempotency_key: str = demanded(_KEY)
    merchant: Uscc = demanded("Who is rated. 经营者")
    grade: RatingGrade = demanded("A to E. 等级")
    method: str = demanded("Name and version of the method. 评级方法")
    score: float | None = given("Points of 100. 得分")
    valid_until: Date | None = given("Last day of validity. 有效期止")
    comment: str | None = given("Your words. 评语")


@strawberry.input(description="A rating to withdraw. 撤回评级")
class WithdrawRatingInput:
    idempotency_key: str = demanded(_KEY)
    id: strawberry.ID = demanded("The rating. 标识")
    reason: str = demanded("Why. 理由")


@strawberry.input(description="An officer that the paper names. 承办人员")
class OfficerInput:
    subject: str = demanded("The name in the officer's token. 用户")
    name: str = demanded("The officer's name. 姓名")
    badge: str = demanded("Number of the badge or certificate. 工作证号")


@strawberry.input(description="A request to read for a case. 申请案件调取")
class RequestCaseAccessInput:
    idempotency_key: str = demanded(_KEY)
    case_number: CaseNumber = demanded("The case. 案号")
    paper: str = demanded("Name and number of the legal paper. 法律文书")
    paper_digest: str = demanded("SHA-256 of the paper's file. 文书摘要")
    legal_basis: str = demanded("Instrument and article. 法律依据")
    purpose: str = demanded("What the data is for. 调取目的")
    officers: list[OfficerInput] = demanded("Who may read. 承办人员")
    subjects: list[Uscc] = demanded("The merchants of the case. 涉案经营者")
    families: list[Family] = demanded("What is to be read. 调取范围")
    period_from: Date | None = given("First day that facts may speak of. 事实期间起")
    period_until: Date | None = given("Last day that facts may speak of. 事实期间止")
    closes_on: Date = demanded("Last day of reading. 截止日")
    sealed: bool | None = given("Keep it out of the merchant's ledger. 是否保密")


@strawberry.input(description="The finding on a request's form. 核验案件调取")
class VerifyCaseAccessInput:
    idempotency_key: str = demanded(_KEY)
    id: strawberry.ID = demanded("The request. 标识")
    outcome: CaseAccessOutcome = demanded("Opened or returned. 核验结论")
    defects: list[str] | None = given("What is wrong, when returned. 退回原因")


@strawberry.input(description="An access to end. 终止案件调取")
class EndCaseAccessInput:
    idempotency_key: str = demanded(_KEY)
    id: strawberry.ID = demanded("The access. 标识")
    reason: str = demanded("Why. 理由")


@strawberry.input(description="An entry on the list of serious dishonesty. 列入严重失信主体名单")
class AddSeriousDishonestyListingInput:
    idempotency_key: str = demanded(_KEY)
    merchant: Uscc = demanded("Who is listed. 经营者")
    ground: ListingGround = demanded("Why (REG Art. 25). 列入事由")
    ground_text: str | None = given("The ground in words. 事由说明")
    reference: str | None = given("Number of the decision. 决定文号")
    listed_on: Date = demanded("First day on the list. 列入日")


@strawberry.input(description="An entry to remove. 移出名单")
class RemoveListingInput:
    idempotency_key: str = demanded(_KEY)
    id: strawberry.ID = demanded("The entry. 标识")
    reason: str = demanded("Why. 理由")
    removed_on: Date = demanded("First day off the list. 移出日")


@strawberry.input(description="A filing about a period. 提交申报")
class SubmitFilingInput:
    idempotency_key: str = demanded(_KEY)
    kind: FilingKind = demanded("The duty that it fulfils. 申报种类")
    period: str = demanded("Month, quarter or half-year: 2022-03, 2022Q1, 2022H1. 所属期")
    main_business_revenue: Money | None = given("Of the period, in yuan. 主营业务收入")
    profit: Money | None = given("Of the period, in yuan. 利润")
    prepaid_spent: Money | None = given("Prepaid money spent, in yuan. 预收资金支出")
    main_uses: str | None = given("What it was spent on. 主要用途")


@strawberry.input(description="One criterion with its score. 评分项")
class EvaluationScoreInput:
    criterion: str = demanded("What was judged. 评估指标")
    weight: float = demanded("Its share of the whole, 0 to 1. 权重")
    score: float = demanded("Points of 100. 得分")
    evidence: str | None = given("What the score rests on, in words. 依据")
    measures: list[str] | None = given(
        "The computed facts it rests on, by code; none named: the shipped sheet's. 所据统计项"
    )


@strawberry.input(description="The evaluation of an institution for a year. 评估机构")
class EvaluateInstitutionInput:
    idempotency_key: str = demanded(_KEY)
    institution: str = demanded("Its party code. 机构代码")
    year: int = demanded("The year in which the period ends. 评估年度")
    scores: list[EvaluationScoreInput] = demanded("Criterion by criterion. 各项得分")


@strawberry.input(description="An objection to a fact. 提出异议")
class FileObjectionInput:
    idempotency_key: str = demanded(_KEY)
    coordinate: Coordinate = demanded("The field that is wrong. 模式坐标")
    fact: strawberry.ID = demanded("The fact. 异议事实")
    statement: str = demanded("What is wrong and why. 异议理由")


@strawberry.input(description="A field's right value. 更正值")
class FieldValueInput:
    coordinate: Coordinate = demanded("The field. 模式坐标")
    value: str | None = given("The right value as text; absent clears it. 值")


@strawberry.input(
    description="The decision on an objection; upheld without a correction: the fact is withdrawn. "
    "处理异议"
)
class DecideObjectionInput:
    idempotency_key: str = demanded(_KEY)
    id: strawberry.ID = demanded("The objection. 标识")
    uphold: bool = demanded("Whether the objector is right. 是否成立")
    decision: str = demanded("The decision in words. 处理意见")
    correction: list[FieldValueInput] | None = given("The right values, when upheld. 更正内容")
