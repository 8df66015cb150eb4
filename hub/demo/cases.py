"""Case accesses of the demo world: the court's open one, the police's, a sealed one, and the rest.

In: the world and the codes of the merchants that cases name. Out: rows of `case_access` and of its
officers, subjects and families. Numbers and officers of the first two stand in the README. Each
access went the way of its status: requested, then verified, then ended. It refuses nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hub.clock import start_of
from hub.demo.parties import COURT, POLICE, PROCURATORATE
from hub.demo.writer import code_key
from hub.domain.calendar import add_months
from hub.domain.identifiers import parse_case_number
from hub.domain.vocabulary import CaseAccessStatus, Family
from hub.tables.case import case_access, case_family, case_officer, case_subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.demo.world import World
    from hub.demo.writer import Writer

COURT_CASE = "（2026）沪0115民初1234号"
POLICE_CASE = "沪公（浦）调证字〔2026〕12号"
SEALED_CASE = "沪浦检调证〔2026〕7号"
TIMES = "0"  # how often the paper was used before: part of the key
MONTHS = 24  # of facts that an access opens

_COURT_FAMILIES = (
    *(Family.CONTACT, Family.IDNUMBER, Family.OWNERSHIP, Family.PAYMENTS, Family.REVENUE),
    *(Family.CARDS, Family.CUSTODYNEED, Family.CUSTODYSUM, Family.ACCOUNTS, Family.GUARANTEES),
    *(Family.RISKDETAIL, Family.CREDIT, Family.COMPLAINTCOUNT, Family.COMPLAINTS),
    *(Family.COMPLAINTTEXT, Family.ENFORCEMENT, Family.HISTORY),
)
_POLICE_FAMILIES = (*_COURT_FAMILIES, Family.CLUES, Family.REFERRALS)
_NARROW = (Family.CONTACT, Family.CARDS, Family.COMPLAINTS)


@dataclass(frozen=True, slots=True)
class Case:
    """One request; `ages`: days ago of request, verification and end, as far as it came."""

    number: str
    authority: str
    paper: str
    basis: str
    purpose: str
    officers: tuple[str, ...]
    families: tuple[Family, ...]
    status: CaseAccessStatus
    ages: tuple[int, ...]
    runs: int  # days from the request to its last day
    sealed: bool = False
    defects: tuple[str, ...] = ()


CASES = (
    Case(
        COURT_CASE, COURT, "（2026）沪0115民初1234号调查函", "民事诉讼法 第70条",
        "审理预付卡合同纠纷（演示）", ("judge-1", "judge-2"), _COURT_FAMILIES,
        CaseAccessStatus.OPEN, (20, 19), 200,
    ),
    Case(
        POLICE_CASE, POLICE, "沪公（浦）调证字〔2026〕12号通知书", "刑事诉讼法 第54条",
        "侦查涉嫌集资诈骗（演示）", ("officer-1", "officer-2"), _POLICE_FAMILIES,
        CaseAccessStatus.OPEN, (12, 11), 120,
    ),
    Case(
        SEALED_CASE, PROCURATORATE, "沪浦检调证〔2026〕7号", "人民检察院刑事诉讼规则",
        "核查线索（演示）", ("prosecutor-1",), _POLICE_FAMILIES, CaseAccessStatus.OPEN,
        (9, 8), 90, sealed=True,
    ),
    Case(
        "（2026）沪0115执567号", COURT, "（2026）沪0115执567号协助查询函", "民事诉讼法 第253条",
        "执行（演示）", ("judge-2", "judge-1"), _NARROW, CaseAccessStatus.REQUESTED, (1,), 60,
    ),
    Case(
        "（2026）沪0115民初88号", COURT, "（2026）沪0115民初88号调查函", "民事诉讼法 第70条",
        "审理合同纠纷（演示）", ("judge-2",), _NARROW, CaseAccessStatus.RETURNED, (15, 13), 60,
        defects=("OFFICERS",),
    ),
    Case(
        "沪公（浦）调证字〔2026〕3号", POLICE, "沪公（浦）调证字〔2026〕3号通知书",
        "刑事诉讼法 第54条", "侦查（演示）", ("officer-2", "officer-1"), _NARROW,
        CaseAccessStatus.ENDED, (90, 89, 30), 120,
    ),
    Case(
        "（2026）沪0115民初9号", COURT, "（2026）沪0115民初9号调查函", "民事诉讼法 第70条",
        "审理合同纠纷（演示）", ("judge-1", "judge-2"), _NARROW, CaseAccessStatus.EXPIRED,
        (120, 119, 29), 90,
    ),
)  # fmt: skip
_STEPS = {
    CaseAccessStatus.REQUESTED: (CaseAccessStatus.REQUESTED,),
    CaseAccessStatus.RETURNED: (CaseAccessStatus.REQUESTED, CaseAccessStatus.RETURNED),
    CaseAccessStatus.OPEN: (CaseAccessStatus.REQUESTED, CaseAccessStatus.OPEN),
    CaseAccessStatus.ENDED: (
        *(CaseAccessStatus.REQUESTED, CaseAccessStatus.OPEN),
        CaseAccessStatus.ENDED,
    ),
    CaseAccessStatus.EXPIRED: (
        *(CaseAccessStatus.REQUESTED, CaseAccessStatus.OPEN),
        CaseAccessStatus.EXPIRED,
    ),
}


def cases(world: World, writer: Writer, subjects: Sequence[str]) -> None:
    """All accesses; the first subject is in the open case of the court."""
    others = subjects[1:] or subjects
    for place, case in enumerate(CASES):
        named = [subjects[0]] if place == 0 else []
        named += [others[(place + more) % len(others)] for more in (0, 1)]
        _write(world, writer, case, list(dict.fromkeys(named)))


def _write(world: World, writer: Writer, case: Case, subjects: list[str]) -> None:
    number = parse_case_number(case.number)
    key = (case.authority, number, case.paper, TIMES)
    values = _values(world, case, number)
    moments = [start_of(world.ago(age)) + timedelta(hours=10) for age in case.ages]
    ends = [*moments[1:], None]
    case_id = 0
    for status, at, until in zip(_STEPS[case.status], moments, ends, strict=True):
        case_id, _ = writer.place(
            case_access,
            "CaseAccess",
            key,
            {
                **values,
                "status": status.value,
                "opens_on": None if at == moments[0] else _opened(world, case),
                "defects": list(case.defects) if status is CaseAccessStatus.RETURNED else [],
                "end_reason": "演示：案件办结" if status is CaseAccessStatus.ENDED else None,
                "recorded_at": at,
                "superseded_at": until,
            },
        )
    _name(writer, case_id, case, subjects)


def _opened(world: World, case: Case) -> Any:
    return None if case.status is CaseAccessStatus.RETURNED else world.ago(case.ages[1])


def _values(world: World, case: Case, number: str) -> dict[str, Any]:
    asked = world.ago(case.ages[0])
    last = world.calendar.add_working_days(asked, 2).day
    return {
        "provider": case.authority,
        "case_number": number,
        "authority": case.authority,
        "paper": case.paper,
        "paper_digest": hashlib.sha256(case.paper.encode()).hexdigest(),
        "legal_basis": case.basis,
        "purpose": case.purpose,
        "families": [family.value for family in case.families],
        "period_from": add_months(asked, -MONTHS),
        "period_until": add_months(asked, MONTHS),
        "verify_by": start_of(last) + timedelta(hours=23, minutes=59, seconds=59),
        "closes_on": asked + timedelta(days=case.runs),
        "sealed": case.sealed,
        "requested_by": case.officers[0],
    }


def _name(writer: Writer, case_id: int, case: Case, subjects: list[str]) -> None:
    for number, subject in enumerate(case.officers):
        person = {"name": f"{'甲乙'[number]}某", "badge": f"演示{number + 1:04d}"}
        writer.add(case_officer, {"case_id": case_id, "subject": subject, **person})
    for uscc in subjects:
        writer.add(case_subject, {"case_id": case_id, "merchant_id": code_key(uscc)})
    for family in case.families:
        writer.add(case_family, {"case_id": case_id, "family": family.value})
