"""What belongs to no single firm's story: evaluations, a quarantine, objections of merchants.

In: the world, the writer, and for an objection the fact that it disputes. Out: rows. It refuses
nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hub.clock import start_of
from hub.commands.institution_record import record_of
from hub.demo.parties import BANKS, INSURERS
from hub.demo.writer import code_key
from hub.domain import evaluation
from hub.domain.due import due
from hub.domain.identifiers import fact_key, node_id
from hub.domain.money import ONE, parse_fraction6
from hub.domain.node_types import letter_of
from hub.domain.vocabulary import ObjectionStatus
from hub.tables.credit import objection
from hub.tables.intake import quarantined_row
from hub.tables.party import institution_evaluation

if TYPE_CHECKING:
    from hub.demo.statement import Said
    from hub.demo.world import Firm, World
    from hub.demo.writer import Writer

GRADES = {900: "A", 800: "B", 0: "C"}
DISPUTED = {  # kind → coordinate, and one of how many is disputed
    "penalties": ("Penalty.amount", 6),
    "ratings": ("Rating.grade", 25),
    "listings": ("Listing.ground", 8),
    "complaints": ("Complaint.amount", 120),
}
DECIDED = {
    ObjectionStatus.UPHELD: "演示：异议成立，予以更正",
    ObjectionStatus.REJECTED: "演示：维持",
}
CHECK_DIGIT = ("USCC_CHECK_DIGIT", "uscc", "统一社会信用代码校验位不符 (the check digit is wrong)")
WRONG = {  # (source, kind) → code, field and message of each row that waits
    ("platform-base", "card-reports"): (
        CHECK_DIGIT,
        ("DATE_FUTURE", "reported_for", "日期晚于今天 (a day after today)"),
        ("MONEY_NEGATIVE", "prepaid_balance", "金额不得为负 (the amount is negative)"),
    ),
    ("regulator-sport", "permits"): (CHECK_DIGIT,),  # nothing else came: a batch refused
}


def evaluations(world: World, writer: Writer) -> None:
    """Each bank and insurer for the last two years that ended on 30 June (PLAN 资金监管三)."""
    writer.flush()  # what is counted below must be there
    last = world.day.year if world.day > date(world.day.year, 7, 31) else world.day.year - 1
    for code in (*BANKS, *INSURERS):
        for year in (last - 1, last):
            scores, total = _scores(world, "BANK" if code in BANKS else "INSURER")
            decided = min(date(year, 7, 20), world.ago(2))
            since, until = date(year - 1, 7, 1), date(year, 6, 30)
            record = record_of(writer.connection, code, since, until, days_given=1)
            values = {
                "institution": code, "year": year, "scores": scores, "total": total * ONE // 100,
                "period_from": since, "period_until": until, "facts": evaluation.told(record),
                "grade": next(grade for bar, grade in GRADES.items() if total >= bar * 10),
                "decided_on": decided, "provider": "city-commerce",
                "recorded_at": start_of(decided) + timedelta(hours=17),
            }  # fmt: skip
            key = (code, str(year))
            writer.place(institution_evaluation, "InstitutionEvaluation", key, values)


def _scores(world: World, kind: str) -> tuple[list[dict[str, Any]], int]:
    """Points of chance on the shipped sheet, and their weighted sum in hundredths."""
    scores, total = [], 0
    for line in evaluation.shipped_sheet():
        if line.institution != kind:
            continue
        score = world.chance.whole(70, 99)
        total += parse_fraction6(line.weight) * 100 // ONE * score
        scores.append(
            {
                "criterion": line.criterion, "weight": float(line.weight), "score": float(score),
                "evidence": "演示依据", "measures": list(line.measures),
            }
        )  # fmt: skip
    return scores, total


def quarantine(world: World, writer: Writer) -> None:
    """Rows of two batches that wait for repair, none of them repaired."""
    for (by, kind), wrong in WRONG.items():
        receipt = writer.receipts.of(by, kind, world.ago(3))
        for line, (code, field, message) in enumerate(wrong, start=2):
            receipt.quarantined += 1
            receipt.codes[code] = receipt.codes.get(code, 0) + 1
            key = (str(receipt.batch_id), str(line))
            half = fact_key(writer.context.secret, "QuarantinedRow", key)
            writer.add(
                quarantined_row,
                {
                    "batch_id": receipt.batch_id,
                    "line": line,
                    "node_id": node_id(letter_of("QuarantinedRow"), receipt.batch_id, half),
                    "provider": by,
                    "code": code,
                    "field": field,
                    "message": message,
                    "resolved_at": None,
                    "content": {"row": {field: "演示错值"}, "fact": 0},
                },
            )


def object_to(world: World, firm: Firm, statement: Said, node: str, writer: Writer) -> None:
    """Now and then the merchant disputes what was said of it (CREDIT Art. 36)."""
    coordinate, one_of = DISPUTED.get(statement.kind, ("", 0))
    if not coordinate or statement.versions[-1].day > world.ago(4):
        return
    if world.chance.number(f"disputed {statement.kind}") % one_of != 1:
        return
    status = world.chance.each("objection", dict.fromkeys(ObjectionStatus, 1))
    filed = world.ago(3)
    step = "mark" if status is ObjectionStatus.OPEN else "centre_decides"
    limit = due("objection", filed, world.thresholds, world.calendar, {"step": step}).due
    values = {
        "merchant_id": code_key(firm.uscc), "provider": firm.party, "coordinate": coordinate,
        "fact": node, "fact_provider": statement.versions[-1].by,
        "statement": "演示：所载与事实不符，请予核实", "filed_on": filed, "due_on": limit,
        "status": status.value, "decision": DECIDED.get(status),
        "decided_on": world.ago(1) if status in DECIDED else None,
        "recorded_at": start_of(filed) + timedelta(hours=11),
    }  # fmt: skip
    writer.place(objection, "Objection", (firm.uscc, coordinate, node), values)
