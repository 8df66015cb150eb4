"""Which facts may be disputed, and a correction read as their columns.

In: the type of a fact and a list of (coordinate, value as text). Out: values by column. Refused
(INVALID): a coordinate of another type, one named twice, one that is part of the fact's natural
key, computed by the hub or the ground of a right (such a fact is withdrawn or sent anew), and text
that is no value of the column; a column that must be there is not cleared.
"""

from __future__ import annotations

import re
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Date, Integer, Table, select

from hub.commands.act import refuse
from hub.commands.given import TEXT, optional_text
from hub.domain.money import parse_fraction6, parse_money
from hub.domain.violations import violation
from hub.domain.vocabulary import (
    ComplaintStatus,
    GuaranteeKind,
    ListingGround,
    OutletStatus,
    RatingGrade,
    UserErrorCode,
)
from hub.errors import DomainError
from hub.tables.base import Fraction6, Money
from hub.tables.complaint import complaint
from hub.tables.credit import equity_freeze, listing, rating, review_summary
from hub.tables.enforcement import penalty
from hub.tables.fund import card_report, custody_account, filing, guarantee
from hub.tables.merchant import outlet, payment, permit, revenue, shareholder
from hub.tables.party import district

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from hub.commands.act import Input

FACTS: Mapping[str, Table] = MappingProxyType(
    {
        "AnnualRevenue": revenue,
        "CardReport": card_report,
        "Complaint": complaint,
        "CustodyAccount": custody_account,
        "EquityFreeze": equity_freeze,
        "Filing": filing,
        "Guarantee": guarantee,
        "Listing": listing,
        "Outlet": outlet,
        "Payment": payment,
        "Penalty": penalty,
        "Permit": permit,
        "Rating": rating,
        "ReviewSummary": review_summary,
        "Shareholding": shareholder,
    }
)
_KEYS = {
    "AnnualRevenue": {"year"},
    "CardReport": {"reported_for"},
    "Complaint": {"channel", "ticket"},
    "CustodyAccount": {"bank", "account_number"},
    "EquityFreeze": {"reference"},
    "Filing": {"kind", "period"},
    "Guarantee": {"issuer", "number"},
    "Listing": {"kind", "reference"},
    "Outlet": {"code"},
    "Payment": {"kind", "period"},
    "Penalty": {"authority", "decision_number"},
    "Permit": {"kind", "number"},
    "Rating": {"publisher", "published_on"},
    "ReviewSummary": {"publisher", "period"},
    "Shareholding": {"holder"},
}
_RIGHTS = frozenset({"confirmed_on"})  # a confirmed relation opens data to a bank or insurer
_OURS = frozenset({"recorded_at", "superseded_at", "source", "batch_id", "rule_version"})
_WORDS = {
    ("Complaint", "status"): ComplaintStatus,
    ("Guarantee", "kind"): GuaranteeKind,
    ("Listing", "ground"): ListingGround,
    ("Outlet", "status"): OutletStatus,
    ("Rating", "grade"): RatingGrade,
}
_SIGNED = frozenset({("Filing", "profit")})
_CAPITAL = re.compile(r"(?=[A-Z])")
_LEAST, _MOST = date(1900, 1, 1), date(2199, 12, 31)
_TRUTH = MappingProxyType({"true": True, "false": False})
_WHOLE = re.compile(r"[0-9]{1,9}")


def correctable(type_name: str) -> dict[str, Column[Any]]:
    """The columns of a fact that a decision may correct, by name."""
    left_out = _KEYS[type_name] | _RIGHTS | _OURS
    return {
        column.name: column
        for column in FACTS[type_name].c
        if column.info["family"] is not None
        and column.info["owner"] != "HUB"
        and column.name not in left_out
    }


def read_correction(
    connection: Connection, type_name: str, given: Sequence[Input]
) -> dict[str, Any]:
    """The corrected values by column."""
    columns = correctable(type_name)
    values: dict[str, Any] = {}
    for place, each in enumerate(given):
        at = ("correction", str(place))
        owner, _, field = str(each["coordinate"]).partition(".")
        name = _CAPITAL.sub("_", field).lower()
        if owner != type_name or name not in columns or name in values:
            message = "该坐标不能更正 (this field of the fact cannot be corrected)"
            refuse(UserErrorCode.INVALID, message, *at, "coordinate")
        text = optional_text(each, "value", TEXT, at)
        values[name] = _value(connection, type_name, columns[name], text, at)
    return values


def _value(
    connection: Connection,
    type_name: str,
    column: Column[Any],
    text: str | None,
    at: tuple[str, ...],
) -> Any:
    if text is None:
        if not column.nullable:
            message = "此项不能为空 (this cannot be cleared)"
            refuse(UserErrorCode.INVALID, message, *at, "value")
        return None
    try:
        value = _read(type_name, column, text)
        if column.name == "district":
            _known_district(connection, text)
    except DomainError as error:
        refuse(UserErrorCode.INVALID, error.message, *at, "value")
    except (KeyError, ValueError):
        message = "不是该字段的值 (not a value of this field)"
        refuse(UserErrorCode.INVALID, message, *at, "value")
    return value


def _read(type_name: str, column: Column[Any], text: str) -> Any:
    """The value of a column's kind. Raises DomainError, ValueError or KeyError."""
    kind, name = column.type, (type_name, column.name)
    if isinstance(kind, Money | Fraction6):
        number = parse_money(text) if isinstance(kind, Money) else parse_fraction6(text)
        if number < 0 and name not in _SIGNED:
            raise ValueError(column.name)
        return number
    if isinstance(kind, Date):
        return _day(text)
    if isinstance(kind, Boolean):
        return _TRUTH[text]
    if isinstance(kind, Integer):
        return _whole(text)
    if column.name == "violation":
        return violation(text).code
    return _WORDS[name](text).value if name in _WORDS else text


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError("whole")
    return int(text)


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if not _LEAST <= day <= _MOST:
        raise ValueError("year")
    return day


def _known_district(connection: Connection, code: str) -> None:
    if connection.scalar(select(district.c.code).where(district.c.code == code)) is None:
        raise ValueError("district")
