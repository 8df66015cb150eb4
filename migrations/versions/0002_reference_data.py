"""Code lists of law and statistics, the calendar, the thresholds, and the operator's own rows."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.reference import DOMAIN, HERE, OPERATOR, listed, plain, register, versioned

revision = "0002"
down_revision = "0001"

KNOWN_UNTIL = date(2026, 12, 31)
FESTIVALS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}
RECORD_KINDS = (
    *("parties", "officers", "sources", "institutions", "calendar-days", "thresholds"),
    *("merchants", "outlets", "links", "shareholders", "permits", "payments", "revenues"),
    *("card-reports", "filings", "custody-accounts", "custody-balances"),
    *("guarantees", "guarantee-claims", "listings", "equity-freezes", "ratings", "reviews"),
    *("warnings", "complaints", "penalties", "rectifications", "inspections", "clues"),
    "referrals",
)
REGISTERS = ("party", "source", "calendar_day", "threshold")
LISTS = ("district", "district_alias", "industry", "violation", "horizon", "rights_epoch")


def upgrade() -> None:
    op.bulk_insert(plain("district", code="text", name="text"), listed(HERE, "districts.csv"))
    op.bulk_insert(
        plain("district_alias", alias="text", district="text", basis="text"),
        listed(HERE, "district_aliases.csv"),
    )
    op.bulk_insert(
        plain("violation", code="text", name="text", legal_basis="text"),
        listed(HERE, "violations.csv"),
    )
    columns = dict.fromkeys(("code", "name", "level", "parent", "section", "regulator"), "text")
    op.bulk_insert(plain("industry", edition="whole", **columns), _industries())
    _parties()
    _calendar()
    _thresholds()
    op.bulk_insert(
        plain("rights_epoch", one="whole", policy="text", register="whole"),
        [{"one": 1, "policy": "", "register": 0}],
    )


def downgrade() -> None:
    for name in LISTS:
        op.execute(sa.delete(sa.table(name)))
    for name in REGISTERS:
        table = sa.table(name, sa.column("source"), sa.column("batch_id"))
        ours = sa.and_(table.c.source == OPERATOR, table.c.batch_id.is_(None))
        op.execute(sa.delete(table).where(ours))


def _industries() -> list[dict[str, Any]]:
    regulators = {
        (row["edition"], row["prefix"]): row["regulator"] for row in listed(HERE, "regulators.csv")
    }
    rows: list[dict[str, Any]] = []
    for edition, name in (("2017", "gbt4754_2017.csv"), ("2011", "gbt4754_2011_prepaid.csv")):
        for row in listed(HERE, name):
            code = row["code"]
            prefixes = ((edition, code[:length]) for length in range(len(code), 0, -1))
            found = (regulators[prefix] for prefix in prefixes if prefix in regulators)
            row["parent"] = row["parent"] or None  # type: ignore[assignment]  # sections
            rows.append({**row, "edition": int(edition), "regulator": next(found, None)})
    return rows


def _parties() -> None:
    party = {"code": "text", "kind": "text", "name": "text"}
    lists = {"industries": "document", "roles": "document"}
    nothing: dict[str, Any] = {"industries": [], "roles": []}
    ours = {"code": OPERATOR, "kind": "STEWARD", "name": "枢纽运营方", **nothing}
    everybody = {"code": "public", "kind": "PUBLIC", "name": "公众", **nothing}
    op.bulk_insert(
        register("party", **party, **lists),
        versioned("Party", ("code",), [ours, everybody]),
    )
    source = {
        "code": OPERATOR,
        "name": "运营方命令行导入",
        "party": OPERATOR,
        "kinds": list(RECORD_KINDS),
    }
    op.bulk_insert(
        register("source", code="text", name="text", party="text", kinds="document"),
        versioned("Source", ("code",), [source]),
    )


def _calendar() -> None:
    days = [
        {
            "day": date.fromisoformat(row["date"]),
            "kind": row["kind"],
            "name": FESTIVALS[row["name"]],
        }
        for row in listed(DOMAIN, "cn_holidays_2019_2026.csv")
    ]
    op.bulk_insert(
        register("calendar_day", day="date", kind="text", name="text"),
        versioned("CalendarDay", ("day",), days),
    )
    horizon = plain("horizon", register="text", known_until="date", complete="truth")
    known = {"register": "calendar_day", "known_until": KNOWN_UNTIL, "complete": True}
    op.bulk_insert(horizon, [known])


def _thresholds() -> None:
    key = ("parameter", "industry", "size", "zone", "valid_from")
    rows = [
        {**row, "valid_from": date.fromisoformat(row["valid_from"])}
        for row in listed(DOMAIN, "thresholds.csv")
    ]
    texts = dict.fromkeys(("parameter", "industry", "size", "zone", "value", "basis"), "text")
    op.bulk_insert(
        register("threshold", valid_from="date", **texts),
        versioned("Threshold", key, rows),
    )
