"""The questions. Everything a party may read begins here.

In: nothing. Out: `Query`. Which of it a caller finds in its own schema is `view`'s business; the
fields that the hub does not serve yet are named by `build.LATER`. Refused: nothing.
"""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import UNSET

from schema.analysis import Anomaly, AnomalySubject, Dimension, Grain, StatisticsRow
from schema.case import CaseAccess
from schema.complaint import Complaint
from schema.credit import Objection, Rating, RiskWarning
from schema.enforcement import (
    Clue,
    CriminalReferral,
    Inspection,
    InspectionDraw,
    Penalty,
    Rectification,
)
from schema.enums import CaseAccessStatus, InstitutionKind
from schema.feed import ChangePage, Since as FeedSince, Types
from schema.filters import (
    AsOf,
    BatchFilter,
    ClueFilter,
    ClueOrder,
    ComplaintFilter,
    ComplaintOrder,
    InspectionFilter,
    MerchantFilter,
    MerchantOrder,
    ObjectionFilter,
    PenaltyFilter,
    RatingFilter,
    RectificationFilter,
    ReferralFilter,
    Since,
    Until,
    WarningFilter,
)
from schema.fund import Institution
from schema.merchant import Merchant
from schema.node import Node
from schema.paging import After, Before, Connection, First, Last, paged
from schema.party import Batch, Caller, Source
from schema.planned import planned, said
from schema.proof import AccessExplanation, AccessFilter, AccessRecord
from schema.scalars import CaseNumber, Coordinate, Date, Uscc

_where = said("Only rows for which this holds. 筛选条件")
_order = said("Keys, the weightiest first; newest first when absent. 排序")
_uscc = said("The merchant's code. 统一社会信用代码")
_id = said("The opaque id. 标识")


@strawberry.type(description="Everything that can be read, as far as you may. 查询")
class Query:
    me: Caller = planned("Who you are to the hub, and your rights. 当前调用者")

    @planned
    def node(self, id: Annotated[strawberry.ID, _id]) -> Node | None:
        """Anything by its id, in its current version. 按标识查询"""

    @planned
    def merchant(self, uscc: Annotated[Uscc, _uscc], as_of: AsOf = UNSET) -> Merchant | None:
        """One merchant across all domains, as of any moment. 经营者画像"""

    @planned
    def merchants(
        self,
        where: Annotated[MerchantFilter | None, _where] = UNSET,
        order_by: Annotated[list[MerchantOrder] | None, _order] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        as_of: AsOf = UNSET,
    ) -> Connection[Merchant]:
        """Merchants; a filter on what is withheld from you finds nothing. 经营者"""

    @planned
    def complaints(
        self,
        where: Annotated[ComplaintFilter | None, _where] = UNSET,
        order_by: Annotated[list[ComplaintOrder] | None, _order] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Complaint]:
        """Complaints across merchants. 投诉"""

    @planned
    def penalties(
        self,
        where: Annotated[PenaltyFilter | None, _where] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Penalty]:
        """Penalties across merchants; the public sees published ones. 行政处罚"""

    @planned
    def rectifications(
        self,
        where: Annotated[RectificationFilter | None, _where] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Rectification]:
        """Orders to correct across merchants. 责令整改"""

    @planned
    def inspections(
        self,
        where: Annotated[InspectionFilter | None, _where] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Inspection]:
        """Inspections across merchants. 检查"""

    inspection_draws: Connection[InspectionDraw] = paged("Draws at random. 双随机抽查")

    @planned
    def clues(
        self,
        where: Annotated[ClueFilter | None, _where] = UNSET,
        order_by: Annotated[list[ClueOrder] | None, _order] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Clue]:
        """Clue notifications that you sent, received or supervise. 线索告知"""

    @planned
    def referrals(
        self,
        where: Annotated[ReferralFilter | None, _where] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[CriminalReferral]:
        """Referrals of suspected crimes. 涉嫌犯罪移送"""

    @planned
    def ratings(
        self,
        where: Annotated[RatingFilter | None, _where] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Rating]:
        """Ratings across merchants. 评级"""

    @planned
    def warnings(
        self,
        where: Annotated[WarningFilter | None, _where] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[RiskWarning]:
        """Warnings to consumers. 消费警示"""

    @planned
    def objections(
        self,
        where: Annotated[ObjectionFilter | None, _where] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Objection]:
        """Objections to facts. 异议"""

    @planned
    def case_access(
        self,
        case_number: Annotated[CaseNumber, said("The case. 案号")],
        as_of: AsOf = UNSET,
    ) -> CaseAccess | None:
        """Your own authority's access for a case. 案件调取"""

    @planned
    def case_accesses(
        self,
        status: Annotated[list[CaseAccessStatus] | None, said("In these states. 状态")] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[CaseAccess]:
        """Case accesses of your authority, or those a steward checks. 案件调取"""

    @planned
    def statistics(
        self,
        by: Annotated[list[Dimension], said("What to group by. 统计维度")],
        where: Annotated[MerchantFilter | None, _where] = UNSET,
        day: Annotated[
            Date | None, said("On this day; else today, or the newest published. 统计日")
        ] = UNSET,
        since: Since = UNSET,
        until: Until = UNSET,
        every: Annotated[Grain | None, said("Length of each period. 时间粒度")] = UNSET,
    ) -> list[StatisticsRow]:
        """Sliced freely over merchants that you see singly, else as published each day. 统计"""

    @planned
    def anomalies(
        self,
        subject: Annotated[AnomalySubject, said("What to look in. 异常对象")],
        since: Since = UNSET,
        until: Until = UNSET,
    ) -> list[Anomaly]:
        """Figures far from what was to be expected. 异常"""

    @planned
    def institutions(
        self,
        kind: Annotated[InstitutionKind | None, said("Banks or insurers only. 机构类型")] = UNSET,
    ) -> list[Institution]:
        """Custody banks and insurers. 存管银行、保险公司"""

    sources: list[Source] = planned("What feeds the hub, and how fresh it is. 数据来源")

    @planned
    def batch(self, id: Annotated[strawberry.ID, _id]) -> Batch | None:
        """One batch by its id. 批次"""

    @planned
    def batches(
        self,
        where: Annotated[BatchFilter | None, _where] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Batch]:
        """Batches that you sent or keep. 批次"""

    @planned
    def changes(
        self,
        after: FeedSince = UNSET,
        types: Types = UNSET,
        first: Annotated[int | None, said("At most so many changes. 条数")] = 100,
    ) -> ChangePage:
        """From after on without a gap; without it first APPEARED for all you see. 变更"""

    @planned
    def access_log(
        self,
        where: Annotated[AccessFilter | None, _where] = UNSET,
        first: First = 20,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[AccessRecord]:
        """The record of reading, for auditors. 访问日志"""

    @planned
    def why_not(
        self,
        coordinate: Annotated[Coordinate, said("The cell you miss. 模式坐标")],
        uscc: Annotated[Uscc, _uscc],
    ) -> AccessExplanation:
        """Why you see a cell of a merchant, or do not. 访问说明"""
