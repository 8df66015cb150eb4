"""The merchant and what the registers say of it: outlets, shareholders, permits, payments.

In: nothing. Out: `Merchant`, which leads to every other domain, and its basic facts. Later domains
are named lazily, so that modules import in one direction. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from schema.enums import (
    Family,
    FilingKind,
    IssuerStatus,
    LinkStatus,
    ListingKind,
    MerchantKind,
    OperatingStatus,
    OutletStatus,
    PaymentKind,
)
from schema.filters import ComplaintFilter, Since, Until
from schema.node import Fact, Node
from schema.paging import After, Before, Connection, First, Last, paged
from schema.party import District, Party
from schema.planned import planned, said
from schema.scalars import Date, Money, Uscc

if TYPE_CHECKING:
    from schema.complaint import Complaint, ComplaintSummary
    from schema.credit import (
        EquityFreeze,
        Listing,
        Objection,
        Rating,
        ReviewSummary,
        RiskStatus,
        RiskWarning,
    )
    from schema.enforcement import Clue, CriminalReferral, Inspection, Penalty, Rectification
    from schema.fund import (
        CardReport,
        CustodyAccount,
        CustodyAssessment,
        Filing,
        Guarantee,
        Reason,
        ReportingQuality,
    )
    from schema.proof import AccessRecord

_FUND = strawberry.lazy("schema.fund")
_CREDIT = strawberry.lazy("schema.credit")
_COMPLAINT = strawberry.lazy("schema.complaint")
_ENFORCEMENT = strawberry.lazy("schema.enforcement")

LazyCardReport = Annotated["CardReport", _FUND]
LazyQuality = Annotated["ReportingQuality", _FUND]
LazyFiling = Annotated["Filing", _FUND]
LazyAccount = Annotated["CustodyAccount", _FUND]
LazyGuarantee = Annotated["Guarantee", _FUND]
LazyAssessment = Annotated["CustodyAssessment", _FUND]
LazyReason = Annotated["Reason", _FUND]
LazyRisk = Annotated["RiskStatus", _CREDIT]
LazyListing = Annotated["Listing", _CREDIT]
LazyFreeze = Annotated["EquityFreeze", _CREDIT]
LazyRating = Annotated["Rating", _CREDIT]
LazyReview = Annotated["ReviewSummary", _CREDIT]
LazyWarning = Annotated["RiskWarning", _CREDIT]
LazyObjection = Annotated["Objection", _CREDIT]
LazyComplaint = Annotated["Complaint", _COMPLAINT]
LazySummary = Annotated["ComplaintSummary", _COMPLAINT]
LazyRectification = Annotated["Rectification", _ENFORCEMENT]
LazyInspection = Annotated["Inspection", _ENFORCEMENT]
LazyClue = Annotated["Clue", _ENFORCEMENT]
LazyPenalty = Annotated["Penalty", _ENFORCEMENT]
LazyReferral = Annotated["CriminalReferral", _ENFORCEMENT]
LazyAccess = Annotated["AccessRecord", strawberry.lazy("schema.proof")]


@strawberry.type(description="A trade of the national classification, GB/T 4754. 行业")
class Industry:
    code: str = planned("The code in its edition: 8040. 行业代码")
    edition: int = planned("The year of the edition: 2011 or 2017. 标准版本")
    name: str = planned("The trade's Chinese name. 行业名称")
    regulator: str | None = planned("The body that regulates it (REG Art. 5). 行业主管部门")


@strawberry.type(
    description="Where the merchant stands with its link to the platform (REG Arts. 10, 12). "
    "信息对接"
)
class InformationLink:
    status: LinkStatus = planned("Linked or not. 对接状态")
    system: str | None = planned("Own, or the public base system. 业务处理系统")
    platform: Party | None = planned("The platform it is linked through. 对接平台")
    linked_on: Date | None = planned("The day of linking. 对接日")
    mark_due_on: Date | None = planned(
        "The last day to obtain the link mark: five working days (REG Art. 12). 对接标识期限"
    )
    notice_on: Date | None = planned(
        "The day its notice of leaving was published; it runs 30 days (IM Art. 9). 注销公示日"
    )
    delinked_on: Date | None = planned("The day it left. 注销日")


@strawberry.type(
    description="A place where a card is sold or redeemed; the name that a citizen reads on the "
    "door. 门店"
)
class Outlet(Fact):
    code: str = planned("The merchant's own code of the outlet. 门店编号")
    name: str = planned("The name on the door. 门店名称")
    address: str | None = planned("Its address. 门店地址")
    district: District = planned("The district it lies in. 所在区")
    status: OutletStatus = planned("Whether it is open. 门店状态")
    opened_on: Date | None = planned("The day it opened. 开业日")
    closed_on: Date | None = planned("The day it closed. 关闭日")


@strawberry.type(description="Who holds a share of the merchant. 股东及出资")
class Shareholding(Fact):
    holder: str = planned("Name of the person or firm. 股东")
    contribution: Money | None = planned("Subscribed contribution in yuan. 认缴出资额")
    share: float | None = planned("Share of the whole, 0 to 1. 出资比例")


@strawberry.type(description="A permit that an authority granted. 行政许可")
class Permit(Fact):
    kind: str = planned("What it permits. 许可种类")
    number: str = planned("Its number. 许可证号")
    issued_by: str = planned("The authority that granted it. 发证机关")
    valid_from: Date | None = planned("First day of validity. 有效期起")
    valid_until: Date | None = planned("Last day of validity. 有效期止")


@strawberry.type(description="What was due and paid to a public utility or fund. 缴费情况")
class Payment(Fact):
    kind: PaymentKind = planned("What it is for. 缴费种类")
    period: str = planned("The month, quarter or year: 2022-03, 2022Q1, 2022. 所属期")
    due: Money | None = planned("Due, in yuan. 应缴")
    paid: Money | None = planned("Paid, in yuan. 已缴")
    arrears: Money | None = planned("Still owed, in yuan. 欠缴")


@strawberry.type(description="A merchant's main-business revenue of one year. 年度营业收入")
class AnnualRevenue(Fact):
    year: int = planned("The calendar year. 年度")
    main_business_revenue: Money = planned(
        "In yuan; a fifth of it is the special standard (IM Art. 11). 主营业务收入"
    )


@strawberry.type(
    description="One legal operator, keyed by its unified social credit code. A null where a value "
    "is expected is either unknown or withheld; `withheld` tells the two apart. A null list: none "
    "of it may be yours on this row. An empty list: there is nothing that you may see. 发卡经营者"
)
class Merchant(Node):
    withheld: list[Family] = planned(
        "The families withheld from you on this row. 未向您开放的数据族"
    )
    uscc: Uscc = planned("The code that keys it. 统一社会信用代码")
    name: str = planned("The registered name. 名称")
    kind: MerchantKind = planned("Enterprise or individual business. 经营者类型")
    status: OperatingStatus = planned("Whether it is in business. 经营状态")
    issuer: IssuerStatus = planned(
        "Whether it issues cards; to the public REPORTED reads as NOT_KNOWN. 发卡状态"
    )
    district: District = planned("The district of its place of business. 经营所在区")
    industry: Industry | None = planned(
        "Its trade; null: not classified yet, and so in no regulator's scope. 行业"
    )
    brand: str | None = planned("The brand it trades under. 品牌")
    mall_type: bool = planned(
        "Its cards are redeemed only by tenants in its own premises (REG Art. 29). 商场类经营者"
    )
    established_on: Date | None = planned("The day of registration. 成立日期")
    registered_capital: Money | None = planned("In yuan. 注册资本")
    business_scope: str | None = planned("As registered. 经营范围")
    registered_address: str | None = planned(
        "As registered; the public sees it to the street. 注册地址"
    )
    legal_representative: str | None = planned(
        "Name; the public sees the first character. 法定代表人"
    )
    legal_representative_id_number: str | None = planned(
        "Identity number; regulators see first and last character, a case in full. "
        "法定代表人证件号码"
    )
    contact_phone: str | None = planned("Phone for regulators. 联系电话")
    link: InformationLink = planned("Its link to the platform. 信息对接")
    outlets: Connection[Outlet] | None = paged("Its outlets, newest first. 门店")
    shareholders: list[Shareholding] | None = planned("Its shareholders. 股东")
    permits: list[Permit] | None = planned("Its permits. 行政许可")

    @planned
    def payments(
        self,
        kind: Annotated[list[PaymentKind] | None, said("Only these kinds. 缴费种类")] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Payment] | None:
        """Taxes, housing fund, water, electricity and gas. 缴费情况"""

    annual_revenues: list[AnnualRevenue] | None = planned("Revenue by year. 年度营业收入")
    latest_card_report: LazyCardReport | None = planned("Its latest T+1 report. 最近一期报送")

    @planned
    def card_reports(
        self,
        since: Since = UNSET,
        until: Until = UNSET,
        first: First = 30,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[LazyCardReport] | None:
        """Its T+1 reports, latest day first. 预收资金报送"""

    @planned
    def reporting(self, since: Since = UNSET, until: Until = UNSET) -> LazyQuality | None:
        """Did its reports come in time, complete and valid? 报送质量"""

    @planned
    def filings(
        self,
        kind: Annotated[list[FilingKind] | None, said("Only these kinds. 申报种类")] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[LazyFiling] | None:
        """Its filings, latest period first. 申报"""

    custody_accounts: list[LazyAccount] | None = planned("Its custody accounts. 存管账户")
    guarantees: list[LazyGuarantee] | None = planned("Insurance and guarantees. 担保")
    custody: LazyAssessment | None = planned("What it must hold and holds today. 存管评估")

    @planned
    def custody_history(
        self,
        since: Since = UNSET,
        until: Until = UNSET,
        first: First = 30,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[LazyAssessment] | None:
        """Past assessments, latest day first. 历次存管评估"""

    risk: LazyRisk | None = planned("Its code; null until first computed. 风险状态")
    way_to_green: list[LazyReason] | None = planned(
        "The shortest list of changes that turns the code green. 转绿路径"
    )
    risk_history: Connection[LazyRisk] | None = paged("Its codes before. 历次风险状态", size=30)

    @planned
    def listings(
        self,
        kind: Annotated[list[ListingKind] | None, said("Only these lists. 名单种类")] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[LazyListing] | None:
        """The lists it stands on; the public sees published ones. 列入名单"""

    equity_freezes: list[LazyFreeze] | None = planned("Freezes of its equity. 股权冻结")
    latest_rating: LazyRating | None = planned("Its latest visible rating. 最新评级")
    ratings: Connection[LazyRating] | None = paged("Its ratings. 评级")
    review_summaries: list[LazyReview] | None = planned("Summaries of consumer reviews. 评价汇总")
    warnings: Connection[LazyWarning] | None = paged("Warnings that concern it. 消费警示")
    objections: Connection[LazyObjection] | None = paged("Objections it has filed. 异议")

    @planned
    def complaints(
        self,
        where: Annotated[ComplaintFilter | None, said("Only these complaints. 筛选条件")] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[LazyComplaint] | None:
        """Complaints about it, latest first; no complainant is known. 投诉"""

    complaint_summary: LazySummary | None = planned("How many complaints. 投诉统计")
    rectifications: Connection[LazyRectification] | None = paged("Orders to correct. 责令整改")
    inspections: Connection[LazyInspection] | None = paged(
        "Inspections; the merchant sees those done. 检查"
    )
    clues: Connection[LazyClue] | None = paged("Clue notifications about it. 线索告知")
    penalties: Connection[LazyPenalty] | None = paged(
        "Penalties; the public sees published ones. 行政处罚"
    )
    referrals: Connection[LazyReferral] | None = paged(
        "Referrals of suspected crimes; never shown to the merchant. 涉嫌犯罪移送"
    )
    access_ledger: Connection[LazyAccess] | None = paged(
        "Who has read this merchant's data; reads sealed by an investigation appear once released. "
        "查询台账"
    )
