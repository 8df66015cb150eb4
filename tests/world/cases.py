"""Case accesses of the hostile world, and reads that were recorded before.

One access each: open, with a period, sealed, ended, expired by its day, asked for only, opening
tomorrow, ending today, narrow in families. Some subjects stand under several of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hub.domain.identifiers import hash63, node_id
from tests.world.firms import key
from tests.world.ground import BETWEEN, FIRST, NOW, TODAY, Rows, day
from tests.world.parties import CASES, COURT, POLICE, PROCURATORATE

WIDE = (
    *("CONTACT", "IDNUMBER", "OWNERSHIP", "PAYMENTS", "REVENUE", "CARDS", "CUSTODYNEED"),
    *("CUSTODYSUM", "ACCOUNTS", "GUARANTEES", "RISKDETAIL", "CREDIT", "COMPLAINTCOUNT"),
    *("COMPLAINTS", "COMPLAINTTEXT", "ENFORCEMENT", "CLUES", "REFERRALS", "HISTORY"),
)
_RUNNING = {"status": "OPEN", "opens_on": day(-10), "closes_on": day(30)}
ACCESSES: dict[str, dict[str, Any]] = {
    "open": {**_RUNNING, "authority": COURT, "subjects": (1, 2, 3, 4), "families": WIDE},
    "period": {
        **_RUNNING,
        "authority": COURT,
        "subjects": (1, 2, 5, 6),
        "families": WIDE,
        "period_from": day(-90),
        "period_until": day(-2),
    },
    "sealed": {
        **_RUNNING,
        "authority": POLICE,
        "subjects": (3, 7, 20),
        "families": (
            *("CARDS", "ACCOUNTS", "GUARANTEES", "PAYMENTS", "COMPLAINTS", "COMPLAINTCOUNT"),
            *("ENFORCEMENT", "RISKDETAIL", "CLUES"),
        ),
        "sealed": True,
        "period_from": day(-60),
    },
    "ended": {**_RUNNING, "authority": COURT, "subjects": (1, 8), "status": "ENDED"},
    "expired": {**_RUNNING, "authority": COURT, "subjects": (1, 8), "closes_on": day(-1)},
    "requested": {
        **_RUNNING,
        "authority": COURT,
        "subjects": (1, 8),
        "status": "REQUESTED",
        "opens_on": None,
    },
    "future": {**_RUNNING, "authority": COURT, "subjects": (1, 8), "opens_on": day(1)},
    "last": {
        **_RUNNING,
        "authority": COURT,
        "subjects": (1, 9),
        "opens_on": TODAY,
        "closes_on": TODAY,
        "was": {"status": "REQUESTED", "opens_on": None},
    },
    "narrow": {
        **_RUNNING,
        "authority": POLICE,
        "subjects": (1, 4, 6),
        "families": ("CONTACT", "CREDIT", "RISKDETAIL"),
    },
}


def cases(rows: Rows) -> None:
    """All accesses, one of them once more for another authority under the same number."""
    for name, access in ACCESSES.items():
        _access(rows, name, dict(access))
    twin = {**ACCESSES["open"], "authority": PROCURATORATE, "subjects": (5,)}
    _access(rows, "open", twin)
    _records(rows)


def _access(rows: Rows, name: str, access: dict[str, Any]) -> None:
    subjects, families = access.pop("subjects"), access.pop("families", WIDE)
    authority = access["authority"]
    case, _ = rows.fact(
        "case_access",
        0,
        f"{name}/{authority}",
        was=access.pop("was", None),
        provider=authority,
        source="acts",
        case_number=CASES[name],
        paper="调查令1号",
        paper_digest="p" * 64,
        legal_basis="民事诉讼法 70",
        purpose="审理",
        families=list(families),
        defects=["缺印章"] if name == "requested" else [],
        verify_by=NOW,
        sealed=access.pop("sealed", False),
        requested_by="officer-1",
        end_reason="办结" if access["status"] == "ENDED" else None,
        **{"period_from": None, "period_until": None, **access},
    )
    rows.plain("case_officer", case_id=case, subject="officer-1", name="某法官", badge="001")
    rows.plain("case_officer", case_id=case, subject="officer-2", name="某警官", badge="002")
    for number in subjects:
        rows.plain("case_subject", case_id=case, merchant_id=key(number))
    for family in families:
        rows.plain("case_family", case_id=case, family=family)


def _records(rows: Rows) -> None:
    """Reads before now, one of them under the sealed case."""
    for number, (party, sealed) in enumerate(
        ((POLICE, True), (COURT, False), ("city-commerce", False), ("bank-a", False)), 1
    ):
        half = hash63(f"record/{number}")
        rows.plain(
            "access_record",
            stream=1,
            record_id=number,
            node_id=node_id("l", 1, half),
            at=BETWEEN if number % 2 else FIRST,
            party=party,
            subject="officer-1" if number % 2 else None,
            purpose="evidence" if sealed else None,
            case_number=CASES["sealed"] if sealed else None,
            operation="" if number == 3 else "Profile",
            operation_digest="0" * 64,
            policy_version="1",
            outcome="ANSWERED",
            merchants=2,
            merchant_ids=[key(1), key(3)],
            merchants_digest=None,
            families=["PUBLIC", "CARDS"],
            sealed=sealed,
            case_id=None,
            sealed_in=None,
        )
        _about(rows, {"stream": 1, "record_id": number}, recent=number % 4 > 1)


def _about(rows: Rows, record: dict[str, int], *, recent: bool) -> None:
    """Two records of the four are not sorted in yet, an open one and one of an open hour."""
    if recent:
        rows.plain("access_recent", **record, merchants=f",{key(1)},{key(3)},")
    else:
        for subject in (1, 3):
            listed = f",{record['record_id']},"
            rows.plain("access_subject", merchant_id=key(subject), records=listed, **record)


def subjects(world: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[tuple[int, int, int]]:
    """Stream and number of each record with a merchant that it names."""
    for row in world["access_subject"]:
        yield row["stream"], row["record_id"], row["merchant_id"]
    for row in world["access_recent"]:
        for each in row["merchants"].strip(",").split(","):
            yield row["stream"], row["record_id"], int(each)
