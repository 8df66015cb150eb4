"""The registers of the hub as record kinds: who there is, who may send, what days and rules hold.

Out: `KINDS`. A change of parties, officers, sources or institutions changes rights at once.
Refused: an industry, district or threshold that the code lists do not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from authz.vocabulary import INTAKE
from hub.domain.calendar import HOLIDAY, WORKDAY_SHIFT
from hub.domain.parameters import parse_value
from hub.domain.thresholds import known_parameters
from hub.domain.vocabulary import InstitutionKind, PartyKind
from hub.errors import DomainError
from hub.ingest.declare import Col, Kind
from hub.ingest.derived_columns import district_of, known_industries
from hub.ingest.rows import (
    CODE,
    DATE,
    LINE,
    NAME,
    NUMBER,
    WHOLE,
    CellError,
    Converter,
    plain,
    several,
    word,
)
from hub.tables import party as tables

if TYPE_CHECKING:
    from hub.ingest.context import Context
    from hub.ingest.declare import Values

EVERY_TRADE = "*"


def _party(row: Values, current: Values | None, context: Context) -> None:
    """The roles that a party may take are its kind's own until somebody gives it more."""
    row["district"] = district_of(context, row["district"]) if row["district"] else None
    given = row["industries"] or []
    row["industries"] = [EVERY_TRADE] if EVERY_TRADE in given else given
    if EVERY_TRADE not in given:
        known_industries(context, given, "industries")
    same_kind = current is not None and current["kind"] == row["kind"]
    row["roles"] = current["roles"] if current is not None and same_kind else [row["kind"]]


def _threshold(row: Values, _current: Values | None, _context: Context) -> None:
    if row["parameter"] not in known_parameters():
        raise CellError("THRESHOLD", "参数名不存在 (unknown parameter)", "parameter")
    try:
        parse_value(row["parameter"], row["value"])
    except DomainError as error:
        raise CellError(error.code, error.message, "value") from None


def _calendar_kind(text: str) -> str:
    if plain(text).lower() not in {HOLIDAY, WORKDAY_SHIFT}:
        raise CellError("WORD", "日历类别不存在 (holiday or workday_shift)")
    return plain(text).lower()


def _record_kind(text: str) -> str:
    if text not in INTAKE:
        raise CellError("WORD", "数据类型不存在 (unknown record kind)")
    return text


def _trade(text: str) -> str:
    return text if text == EVERY_TRADE else str(CODE.read(text))


KINDS = (
    Kind(
        name="parties",
        title="参与方 · parties",
        type_name="Party",
        table=tables.party,
        key=("code",),
        columns=(
            Col("code", CODE, required=True),
            Col("kind", word(PartyKind), required=True),
            Col("name", NAME, required=True),
            Col("district", NAME),
            Col("industries", several(Converter("industry code or *", _trade))),
        ),
        derive=_party,
        register=True,
        epoch=True,
    ),
    Kind(
        name="officers",
        title="承办人员 · officers",
        type_name="Officer",
        table=tables.officer,
        key=("party", "subject"),
        columns=(
            Col("party", CODE, required=True, party=True),
            Col("subject", NUMBER, required=True),
            Col("name", NAME, required=True),
            Col("badge", NUMBER, required=True),
        ),
        register=True,
        epoch=True,
    ),
    Kind(
        name="sources",
        title="数据来源 · sources",
        type_name="Source",
        table=tables.source,
        key=("code",),
        columns=(
            Col("code", CODE, required=True),
            Col("name", NAME, required=True),
            Col("party", CODE, required=True, party=True),
            Col("kinds", several(Converter("record kind", _record_kind)), required=True),
            Col("cadence_days", WHOLE),
        ),
        register=True,
        epoch=True,
    ),
    Kind(
        name="institutions",
        title="存管银行与保险机构 · institutions",
        type_name="Institution",
        table=tables.institution,
        key=("code",),
        columns=(
            Col("code", CODE, required=True),
            Col("kind", word(InstitutionKind), required=True),
            Col("name", NAME, required=True),
        ),
        register=True,
        epoch=True,
    ),
    Kind(
        name="calendar-days",
        title="工作日历 · calendar days",
        type_name="CalendarDay",
        table=tables.calendar_day,
        key=("day",),
        columns=(
            Col("day", DATE, required=True),
            Col("kind", Converter("holiday | workday_shift", _calendar_kind), required=True),
            Col("name", NAME),
        ),
        register=True,
    ),
    Kind(
        name="thresholds",
        title="标准与参数 · thresholds",
        type_name="Threshold",
        table=tables.threshold,
        key=("parameter", "industry", "size", "zone", "valid_from"),
        columns=(
            Col("parameter", CODE, required=True),
            Col("industry", CODE, given=""),
            Col("size", CODE, given=""),
            Col("zone", CODE, given=""),
            Col("valid_from", DATE, required=True),
            Col("value", NUMBER, required=True),
            Col("basis", LINE, required=True),
        ),
        derive=_threshold,
        register=True,
        epoch=True,  # how long a clue is read after its end is among them
    ),
)
