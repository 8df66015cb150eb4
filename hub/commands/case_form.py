"""The form of a paper that opens a case: what the hub checks, and never the need for it.

In: the request as given, the authority's kind, the families that policy lets it read under a lease,
the merchants that are known. Out: the defects, each a stable code with its field. Sources:
domain §5.1, §5.3: 民诉法解释 Art. 97 and 刑诉法解释 Arts. 110-115 (two officers), 刑事诉讼法
Arts. 54, 137, 民事诉讼法 Art. 70, DSL Art. 35 (a paper with its basis and purpose). No text bounds
how long an access may stand; a year is an interpretation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hub.domain.calendar import add_months
from hub.domain.vocabulary import PartyKind, UserErrorCode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

LONGEST_MONTHS = 12
MOST_SUBJECTS, MOST_OFFICERS = 1_000, 50
TWO_OFFICERS = frozenset({PartyKind.COURT.value, PartyKind.POLICE.value})

_SHA256 = re.compile(r"[0-9a-f]{64}")
_INCOMPLETE, _INVALID = UserErrorCode.INCOMPLETE, UserErrorCode.INVALID


class Defect(Enum):
    """Error code, field of the input, and what is said of it."""

    PAPER = (_INCOMPLETE, "paper", "缺法律文书名称及文号 (no name and number of the paper)")
    PAPER_DIGEST = (_INVALID, "paperDigest", "文书摘要应为SHA-256 (the digest is no SHA-256)")
    LEGAL_BASIS = (_INCOMPLETE, "legalBasis", "缺法律依据 (no legal basis)")
    PURPOSE = (_INCOMPLETE, "purpose", "缺调取目的 (no purpose)")
    OFFICERS = (_INCOMPLETE, "officers", "承办人员不足法定人数 (too few officers)")
    OFFICER_TWICE = (_INVALID, "officers", "承办人员重复 (an officer is named twice)")
    OFFICER_UNNAMED = (_INCOMPLETE, "officers", "承办人员缺姓名或证号 (name or badge missing)")
    SUBJECTS = (_INCOMPLETE, "subjects", "未列明经营者 (no merchant is named)")
    SUBJECT_UNKNOWN = (_INVALID, "subjects", "经营者不在册 (a merchant is not known)")
    FAMILIES = (_INCOMPLETE, "families", "未列明调取范围 (nothing is asked for)")
    FAMILY_NOT_GRANTABLE = (_INVALID, "families", "范围超出该机关权限 (beyond the authority)")
    PERIOD = (_INVALID, "periodUntil", "事实期间起止颠倒 (the period ends before it begins)")
    CLOSES_PAST = (_INVALID, "closesOn", "截止日已过 (the last day has passed)")
    CLOSES_FAR = (_INVALID, "closesOn", "截止日超过一年 (the last day is over a year away)")
    TOO_MANY = (_INVALID, "subjects", "人员或经营者过多 (too many officers or merchants)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A request as given; texts are trimmed, `officers` are (subject, name, badge)."""

    paper: str | None
    digest: str
    legal_basis: str | None
    purpose: str | None
    officers: tuple[tuple[str, str, str], ...]
    subjects: tuple[str, ...]
    families: tuple[str, ...]
    period_from: date | None
    period_until: date | None
    closes_on: date


def defects(
    paper: Paper, kind: str, grantable: Collection[str], known: Collection[str], today: date
) -> tuple[Defect, ...]:
    """What is wrong with the form, all of it."""
    return tuple(
        dict.fromkeys(
            (
                *_words(paper),
                *_people(paper, kind),
                *_reach(paper, grantable, known),
                *_days(paper, today),
            )
        )
    )


def _words(paper: Paper) -> Iterator[Defect]:
    if not paper.paper:
        yield Defect.PAPER
    if not _SHA256.fullmatch(paper.digest):
        yield Defect.PAPER_DIGEST
    if not paper.legal_basis:
        yield Defect.LEGAL_BASIS
    if not paper.purpose:
        yield Defect.PURPOSE


def _people(paper: Paper, kind: str) -> Iterator[Defect]:
    named = {subject for subject, _, _ in paper.officers}
    if len(named) < (2 if kind in TWO_OFFICERS else 1):
        yield Defect.OFFICERS
    if len(named) < len(paper.officers):
        yield Defect.OFFICER_TWICE
    if not all(all(officer) for officer in paper.officers):
        yield Defect.OFFICER_UNNAMED
    if len(paper.officers) > MOST_OFFICERS or len(paper.subjects) > MOST_SUBJECTS:
        yield Defect.TOO_MANY


def _reach(paper: Paper, grantable: Collection[str], known: Collection[str]) -> Iterator[Defect]:
    if not paper.subjects:
        yield Defect.SUBJECTS
    if not set(paper.subjects) <= set(known):
        yield Defect.SUBJECT_UNKNOWN
    if not paper.families:
        yield Defect.FAMILIES
    if not set(paper.families) <= set(grantable):
        yield Defect.FAMILY_NOT_GRANTABLE


def _days(paper: Paper, today: date) -> Iterator[Defect]:
    since, until = paper.period_from, paper.period_until
    if since is not None and until is not None and until < since:
        yield Defect.PERIOD
    if paper.closes_on < today:
        yield Defect.CLOSES_PAST
    if paper.closes_on > add_months(today, LONGEST_MONTHS):
        yield Defect.CLOSES_FAR
