"""Complaints: tickets about a merchant. The hub keeps no complainant identity (REG Art. 9).

In: nothing. Out: `Complaint` and its numbers. Refused: nothing; digit runs and names in the text
are masked at intake.
"""

from __future__ import annotations

import strawberry

from schema.enums import ComplaintStatus
from schema.node import Fact
from schema.planned import planned
from schema.scalars import Date, Money


@strawberry.type(
    description="A ticket about a merchant. The hub keeps no complainant identity. category and "
    "channel are codes of the hub's code lists. 投诉"
)
class Complaint(Fact):
    ticket: str = planned("Its number in the channel. 工单号")
    channel: str = planned("Code of the channel it came through. 来源渠道")
    category: str = planned("Code of what it is about. 投诉类别")
    received_on: Date = planned("The day it was received. 收到日")
    due_on: Date | None = planned("Last day to answer, by the channel's own rule. 办理期限")
    overdue: bool = planned("Not settled after its last day. 是否逾期")
    status: ComplaintStatus = planned("Where it stands. 投诉状态")
    resolved_on: Date | None = planned("The day it ended. 办结日")
    amount: Money | None = planned("The sum in dispute, in yuan. 涉及金额")
    text: str | None = planned("What it says, digits and names masked. 投诉内容")
    result: str | None = planned("How it ended, in words. 处理结果")


@strawberry.type(description="How many complaints a merchant has. 投诉统计")
class ComplaintSummary:
    total: int = planned("Of all time. 总数")
    open: int = planned("Not ended. 未办结")
    last_90_days: int = planned("Received in the last 90 days, today included. 近九十日")
