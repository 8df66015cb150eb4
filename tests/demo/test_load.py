"""The demo world on both databases: every word that there is, the showcase, the days since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import Column, Connection, String, Table, and_, bindparam, func, literal, select

from hub.clock import day_of, start_of
from hub.database import run_blocking
from hub.demo.load import Loaded, load
from hub.demo.showcase import SHOWCASE
from hub.derive.rhythm import is_behind, last_heard
from hub.domain import vocabulary as words
from hub.domain.identifiers import hash63, parse_uscc
from hub.domain.publication import PenaltyClass
from hub.domain.reasons import all_reasons
from hub.ingest.kinds import KINDS
from hub.tables.base import Instant
from hub.tables.case import case_access
from hub.tables.catalogue import TABLES
from hub.tables.complaint import complaint
from hub.tables.credit import listing, objection, rating, risk_status, warning
from hub.tables.enforcement import clue, inspection, penalty, rectification, referral
from hub.tables.fund import (
    card_report,
    custody_account,
    custody_assessment,
    custody_balance,
    filing,
    guarantee,
)
from hub.tables.intake import batch, quarantined_row
from hub.tables.merchant import link, merchant, outlet, payment
from hub.tables.party import district, party, source

DAY = date(2026, 11, 24)
SECRET = bytes(range(32))
MERCHANTS = 400

Read = Callable[[Callable[[Connection], Any]], Any]

OCCURS: tuple[tuple[Column[Any], type[StrEnum]], ...] = (
    (party.c.kind, words.PartyKind),
    (batch.c.status, words.BatchStatus),
    (merchant.c.kind, words.MerchantKind),
    (merchant.c.status, words.OperatingStatus),
    (merchant.c.issuer, words.IssuerStatus),
    (link.c.status, words.LinkStatus),
    (outlet.c.status, words.OutletStatus),
    (payment.c.kind, words.PaymentKind),
    (filing.c.kind, words.FilingKind),
    (guarantee.c.kind, words.GuaranteeKind),
    (custody_assessment.c.standard, words.WarningStandard),
    (custody_assessment.c.verdict, words.CustodyVerdict),
    (risk_status.c.code, words.RiskCode),
    (risk_status.c.light, words.ComplianceLight),
    (listing.c.kind, words.ListingKind),
    (listing.c.ground, words.ListingGround),
    (rating.c.grade, words.RatingGrade),
    (objection.c.status, words.ObjectionStatus),
    (complaint.c.status, words.ComplaintStatus),
    (rectification.c.status, words.RectificationStatus),
    (inspection.c.result, words.InspectionResult),
    (clue.c.status, words.ClueStatus),
    (penalty.c.penalty_class, PenaltyClass),
    (referral.c.suspected_crime, words.SuspectedCrime),
    (referral.c.status, words.ReferralStatus),
    (case_access.c.status, words.CaseAccessStatus),
)


def current(table: Table) -> Any:
    return table.c.superseded_at.is_(None)


@pytest.fixture(scope="module")
def read(module_database_url: str) -> Read:
    """A loaded world that no test changes."""

    def ask(work: Callable[[Connection], Any]) -> Any:
        return run_blocking(module_database_url, work)

    made = ask(lambda c: load(c, merchants=MERCHANTS, seed=7, day=DAY, secret=SECRET))
    assert made == Loaded(MERCHANTS, 0)
    return ask


def values(read: Read, statement: Any) -> list[Any]:
    found: list[Any] = read(lambda connection: list(connection.execute(statement).scalars()))
    return found


@pytest.mark.parametrize(("column", "vocabulary"), OCCURS, ids=str)
def test_every_word_occurs_in_what_stands(
    read: Read, column: Column[Any], vocabulary: type[StrEnum]
) -> None:
    table = column.table
    chosen = select(column).distinct()
    if "superseded_at" in table.c:
        chosen = chosen.where(current(table))  # type: ignore[arg-type]
    assert {word.value for word in vocabulary} - set(values(read, chosen)) == set()


# What no merchant's figures can say under the shipped readings, and where it is said instead.
NOT_SAID = {
    "NATIONAL_CHECK",  # by the calculator alone
    "CUSTODY_UNKNOWN",  # by the calculator, of a case without custody
    "ABOVE_STANDARD",  # where any balance above a standard is red (I-10)
    "CUSTODY_REQUIRED",  # the same, to the public
    "NO_CUSTODY_NEEDED",  # the public form of a ground that stays with regulators
    "HANDLE_COMPLAINTS",  # the public form of a step that is told to those who see the way
}


def test_every_reason_occurs(read: Read) -> None:
    columns = (
        *(risk_status.c.reasons, risk_status.c.public_reasons, risk_status.c.way_to_green),
        custody_assessment.c.reasons,
    )
    said = {
        reason["code"]
        for column in columns
        for reasons in values(read, select(column).where(current(column.table)))
        for reason in reasons or ()
    }
    assert said == all_reasons().keys() - NOT_SAID


def test_all_districts_and_a_third_linked(read: Read) -> None:
    placed = values(read, select(merchant.c.district).where(current(merchant)).distinct())
    assert set(placed) == set(values(read, select(district.c.code)))
    linked = values(
        read,
        select(func.count()).select_from(link).where(link.c.status == "LINKED", current(link)),
    )
    assert linked[0] >= MERCHANTS * 30 // 100


def test_the_linked_have_phone_reports_and_an_account(read: Read) -> None:
    ids = set(
        values(read, select(link.c.merchant_id).where(link.c.status == "LINKED", current(link)))
    )
    phones = select(merchant.c.merchant_id).where(
        merchant.c.contact_phone.is_not(None), current(merchant)
    )
    accounts = select(custody_account.c.merchant_id).where(current(custody_account))
    begun = select(card_report.c.merchant_id).where(
        card_report.c.reported_for == DAY - timedelta(days=60), current(card_report)
    )
    for asked in (phones, accounts, begun):
        assert not ids - set(values(read, asked))
    counted = (
        select(func.count())
        .select_from(card_report)
        .where(current(card_report))
        .group_by(card_report.c.merchant_id)
    )
    assert set(values(read, counted)) == {60}


def test_nothing_is_known_before_it_happened_or_after_the_day_began(read: Read) -> None:
    for table in TABLES.values():
        if "recorded_at" not in table.c:
            continue
        late = select(func.count()).select_from(table).where(table.c.recorded_at > start_of(DAY))
        backwards = (
            select(func.count())
            .select_from(table)
            .where(table.c.superseded_at <= table.c.recorded_at)
        )
        assert values(read, late) == [0], table.name
        assert values(read, backwards) == [0], table.name
    told = read(
        lambda c: c.execute(select(card_report.c.recorded_at, card_report.c.reported_for)).all()
    )
    assert all(row.recorded_at > start_of(row.reported_for) for row in told)


def test_each_fact_has_one_current_version_and_a_registered_source(read: Read) -> None:
    sources = set(values(read, select(TABLES["source"].c.code))) | {"hub"}
    for table in TABLES.values():
        if table.info["placement"] != "shard" or "fact_id" not in table.c:
            continue
        if "superseded_at" not in table.c:
            continue
        assert set(values(read, select(table.c.source).distinct())) <= sources, table.name
    doubled = (
        select(merchant.c.merchant_id)
        .where(current(merchant))
        .group_by(merchant.c.merchant_id)
        .having(func.count() > 1)
    )
    assert values(read, doubled) == []


def test_codes_are_valid_and_all_differ(read: Read) -> None:
    codes = values(read, select(merchant.c.uscc).where(current(merchant)))
    assert len(set(codes)) == MERCHANTS
    assert all(parse_uscc(code) == code and "DEM0" in code for code in codes)
    assert {"91", "92"} == {code[:2] for code in codes}


def test_the_showcase_is_the_worked_example(read: Read) -> None:
    key = hash63(SHOWCASE)
    fund = read(
        lambda c: c.execute(
            select(custody_assessment)
            .where(custody_assessment.c.merchant_id == key, current(custody_assessment))
            .order_by(custody_assessment.c.assessed_for.desc())
        ).first()
    )
    assert (fund.balance, fund.special_standard, fund.ratio) == (30_000_000, 100_000_000, 400_000)
    assert (fund.required, fund.covered, fund.cash_due) == (12_000_000, 5_000_000, 7_000_000)
    assert (fund.held, fund.shortfall, fund.verdict) == (6_000_000, 1_000_000, "SHORTFALL")
    risk = read(
        lambda c: c.execute(
            select(risk_status)
            .where(risk_status.c.merchant_id == key, current(risk_status))
            .order_by(risk_status.c.since.desc())
        ).all()
    )
    assert (risk[0].code, risk[0].light, risk[0].uncertain) == ("RED", "YELLOW", False)
    assert "GREEN" in {row.code for row in risk[1:]}


def test_the_open_case_of_the_court_names_the_showcase(read: Read) -> None:
    officers, subjects = TABLES["case_officer"], TABLES["case_subject"]
    case = read(
        lambda c: c.execute(
            select(case_access).where(
                case_access.c.case_number == "（2026）沪0115民初1234号", current(case_access)
            )
        ).one()
    )
    assert (case.authority, case.status, case.sealed) == ("court-310115", "OPEN", False)
    assert case.opens_on <= DAY <= case.closes_on
    named = select(officers.c.subject).where(officers.c.case_id == case.fact_id)
    assert "judge-1" in values(read, named)
    about = select(subjects.c.merchant_id).where(subjects.c.case_id == case.fact_id)
    assert hash63(SHOWCASE) in values(read, about)
    sealed = select(case_access.c.status).where(case_access.c.sealed, current(case_access))
    assert values(read, sealed) == ["OPEN"]


def test_penalties_stand_in_every_state(read: Read) -> None:
    states = {
        "published": and_(penalty.c.published_on <= DAY, penalty.c.visible_until > DAY),
        "unpublished": penalty.c.published_on.is_(None),
        "expired": penalty.c.visible_until <= DAY,
        "revoked": penalty.c.revoked_on <= DAY,
        "repaired": penalty.c.repaired_on <= DAY,
    }
    for name, condition in states.items():
        counted = select(func.count()).select_from(penalty).where(condition, current(penalty))
        assert values(read, counted)[0] > 0, name


def test_what_the_story_needs_besides(read: Read) -> None:
    general = select(func.count()).select_from(warning).where(warning.c.merchant_id == 0)
    assert values(read, general) == [1]
    assert values(read, select(func.count()).select_from(quarantined_row)) == [4]
    alerts = select(func.count()).select_from(risk_status).where(risk_status.c.alert)
    assert values(read, alerts)[0] > 0
    away = (
        select(func.count())
        .select_from(outlet)
        .join(merchant, merchant.c.merchant_id == outlet.c.merchant_id)
        .where(outlet.c.district != merchant.c.district, current(merchant), current(outlet))
    )
    assert values(read, away)[0] > 0
    planned = select(func.count()).select_from(inspection).where(inspection.c.planned_on > DAY)
    drawn = select(func.count()).select_from(inspection).where(inspection.c.draw.is_not(None))
    assert values(read, planned)[0] > 0
    assert values(read, drawn)[0] > 0


def test_texts_of_complaints_are_masked(read: Read) -> None:
    texts = set(values(read, select(complaint.c.text)))
    assert texts == {"投诉人***反映办卡后无法退款，联系电话***（演示）"}


STOPPED = {
    *(("regulator-transport", "complaints"), ("regulator-transport", "listings")),
    ("association-beauty", "warnings"),
}


def behind(connection: Connection, day: date) -> set[tuple[str, str]]:
    """Kinds that a source owes by its rhythm and did not send."""
    kind, now = bindparam("kind", type_=String), literal(start_of(day), Instant())
    heard = select(source, last_heard(source.c, kind, now).label("heard")).where(
        source.c.cadence_days.is_not(None), current(source)
    )
    return {
        (row.code, each)
        for each in KINDS
        for row in connection.execute(heard, {"kind": each})
        if each in row.kinds and is_behind((day - day_of(row.heard)).days, row.cadence_days)
    }


def test_a_source_is_late_with_one_kind_while_others_come(read: Read) -> None:
    assert read(lambda connection: behind(connection, DAY)) == STOPPED


def test_a_day_later_the_days_since_are_added_once(transact: Any) -> None:
    made = transact(lambda c: load(c, merchants=40, seed=7, day=DAY, secret=SECRET))
    assert made == Loaded(40, 0)
    later = date(2027, 1, 2)  # last year is another one by now
    for expected in (Loaded(0, 39), Loaded(0, 0)):
        found = transact(lambda c: load(c, merchants=40, seed=7, day=later, secret=SECRET))
        assert found == expected
    assert transact(lambda c: load(c, merchants=40, seed=7, day=DAY, secret=SECRET)) == Loaded(0, 0)
    key = hash63(SHOWCASE)

    def showcase(connection: Connection) -> tuple[Any, ...]:
        report = select(card_report.c.prepaid_balance).where(
            card_report.c.merchant_id == key, card_report.c.reported_for == later - timedelta(1)
        )
        held = select(custody_balance.c.balance).where(
            custody_balance.c.merchant_id == key, custody_balance.c.day == later - timedelta(1)
        )
        code = (
            select(risk_status.c.code)
            .where(risk_status.c.merchant_id == key, current(risk_status))
            .order_by(risk_status.c.since.desc())
        )
        short = (
            select(custody_assessment.c.shortfall)
            .where(custody_assessment.c.merchant_id == key, current(custody_assessment))
            .order_by(custody_assessment.c.assessed_for.desc())
        )
        asked = (report, held, short, code)
        return tuple(connection.execute(each).scalars().first() for each in asked)

    assert transact(showcase) == (30_000_000, 6_000_000, 1_000_000, "RED")
    assert transact(lambda connection: behind(connection, later)) == STOPPED
