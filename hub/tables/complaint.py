"""Complaint tickets. No complainant identity is kept: REG Art. 9."""

from __future__ import annotations

from hub.tables.base import Date, Money, Text, column, fact_table

complaint = fact_table(
    "complaint",
    column("channel", Text, "COMPLAINTS", owner="HOTLINE", required=True),
    column("ticket", Text, "COMPLAINTS", owner="HOTLINE", required=True),
    column("category", Text, "COMPLAINTS", owner="HOTLINE", required=True),
    column("received_on", Date, "COMPLAINTS", owner="HOTLINE", required=True),
    column("due_on", Date, "COMPLAINTS", owner="HUB"),
    column("status", Text, "COMPLAINTS", owner="HOTLINE", required=True),
    column("resolved_on", Date, "COMPLAINTS", owner="HOTLINE"),
    column("amount", Money, "COMPLAINTS", owner="HOTLINE"),
    column("text", Text, "COMPLAINTTEXT", owner="HOTLINE", klass="PERSONAL"),
    column("result", Text, "COMPLAINTTEXT", owner="HOTLINE", klass="PERSONAL"),
    order="received_on",
)
