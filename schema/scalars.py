"""The six scalars of the contract: how they are read and written.

In: what a client sends, always a JSON string. Out: date, aware datetime, integer fen, or the
normalised text of a code. Refused: any other JSON type, a third decimal of money, an instant
without offset, a credit code with a wrong check digit. A message never repeats the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, NewType

import strawberry
from graphql import GraphQLError, GraphQLScalarType, StringValueNode, ValueNode
from strawberry.types.scalar import ScalarDefinition

from hub.clock import SHANGHAI
from hub.domain.identifiers import parse_case_number, parse_uscc
from hub.domain.money import format_money, parse_money
from hub.errors import DomainError

Date = NewType("Date", date)
DateTime = NewType("DateTime", datetime)
Money = NewType("Money", int)
Uscc = NewType("Uscc", str)
CaseNumber = NewType("CaseNumber", str)
Coordinate = NewType("Coordinate", str)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:[Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_COORDINATE = re.compile(r"[A-Za-z]\w*\.[A-Za-z]\w*(?:\([A-Za-z]\w*:\))?", re.ASCII)


def parse_day(text: str) -> date:
    """A calendar day written 2022-01-21. Raises DomainError DATE."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise DomainError("DATE", "日期应写作 2022-01-21 (a date is written 2022-01-21)")


def parse_instant(text: str) -> datetime:
    """An aware instant in RFC 3339 with at most six decimals. Raises DomainError DATE_TIME."""
    try:
        if _INSTANT.fullmatch(text):
            moment = datetime.fromisoformat(text.upper())
            moment.astimezone(UTC)  # the first and the last hours of time are in no year there
            return moment
    except (ValueError, OverflowError):
        pass
    raise DomainError(
        "DATE_TIME",
        "时间应写作 2022-01-21T09:30:00+08:00 (an instant follows RFC 3339 and has an offset)",
    )


def parse_coordinate(text: str) -> str:
    """The spelling `Type.field` or `Type.field(argument:)`. Raises DomainError COORDINATE."""
    if _COORDINATE.fullmatch(text):
        return text
    raise DomainError(
        "COORDINATE", "坐标应写作 Merchant.contactPhone (a coordinate is written Type.field)"
    )


def write_day(day: object) -> str:
    """2022-01-21. Raises GraphQLError on anything but a date."""
    if isinstance(day, date) and not isinstance(day, datetime):
        return day.isoformat()
    raise GraphQLError("Date writes a calendar day only.")


def write_instant(instant: object) -> str:
    """2022-01-21T09:30:00.000000+08:00, always six decimals, always Shanghai's offset."""
    if isinstance(instant, datetime) and instant.tzinfo is not None:
        return instant.astimezone(SHANGHAI).isoformat(timespec="microseconds")
    raise GraphQLError("DateTime writes an aware instant only.")


def write_fen(fen: object) -> str:
    """120000.00 for 12000000 fen."""
    if isinstance(fen, int) and not isinstance(fen, bool):
        return format_money(fen)
    raise GraphQLError("Money writes integer fen only.")


def _write_text(text: object) -> str:
    if isinstance(text, str):
        return text
    raise GraphQLError("This scalar writes text only.")


class Scalar(NamedTuple):
    """A scalar of the contract; `url` goes into `@specifiedBy`."""

    marker: object
    parse: Callable[[str], object]
    write: Callable[[object], str]
    url: str
    description: str


SCALARS = {
    "Date": Scalar(
        Date,
        parse_day,
        write_day,
        "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        "A calendar day in Asia/Shanghai, the full-date of RFC 3339: 2022-01-21. 日期",
    ),
    "DateTime": Scalar(
        DateTime,
        parse_instant,
        write_instant,
        "https://www.rfc-editor.org/rfc/rfc3339",
        "An instant with its offset, RFC 3339, at most six decimals; answers carry +08:00. 时间",
    ),
    "Money": Scalar(
        Money,
        parse_money,
        write_fen,
        "https://www.iso.org/iso-4217-currency-codes.html",
        "An amount of CNY in yuan, a decimal string: answers have two decimals, input at most "
        'two: "120000.00". Kept as integer fen, never rounded. 金额（元）',
    ),
    "Uscc": Scalar(
        Uscc,
        parse_uscc,
        _write_text,
        "https://openstd.samr.gov.cn/bzgk/gb/newGbInfo?hcno=24691C25985C1073D3A7C85629378AC0",
        "A unified social credit code, GB 32100-2015: 18 characters, check digit verified; "
        "full-width and lower-case input is normalised. 统一社会信用代码",
    ),
    "CaseNumber": Scalar(
        CaseNumber,
        parse_case_number,
        _write_text,
        "https://zh.wikisource.org/wiki/%E5%85%B3%E4%BA%8E%E4%BF%AE%E6%94%B9%E3%80%8A%E5%85%B3"
        "%E4%BA%8E%E4%BA%BA%E6%B0%91%E6%B3%95%E9%99%A2%E6%A1%88%E4%BB%B6%E6%A1%88%E5%8F%B7%E7%9A"
        "%84%E8%8B%A5%E5%B9%B2%E8%A7%84%E5%AE%9A%E3%80%8B%E7%9A%84%E5%86%B3%E5%AE%9A",
        "The number of a case. A court's is checked for form (Fa [2015] No. 137, amended 2018) "
        "and its brackets are normalised; other authorities': text with a year. 案号",
    ),
    "Coordinate": Scalar(
        Coordinate,
        parse_coordinate,
        _write_text,
        "https://spec.graphql.org/September2025/#sec-Schema-Coordinates",
        "A place in this schema: Merchant.contactPhone, Query.merchant(asOf:). 模式坐标",
    ),
}


def definitions() -> dict[object, ScalarDefinition]:
    """What Strawberry needs to print the scalars; `bind` gives them their behaviour."""
    return {
        scalar.marker: strawberry.scalar(
            name=name, description=scalar.description, specified_by_url=scalar.url
        )
        for name, scalar in SCALARS.items()
    }


def bind(scalar_type: GraphQLScalarType) -> None:
    """Give a scalar of a graphql-core schema its reading and writing."""
    scalar = SCALARS[scalar_type.name]

    def read(value: Any) -> object:
        if not isinstance(value, str):
            raise GraphQLError(
                f"{scalar_type.name} is written as a string.", extensions={"code": "STRING"}
            )
        try:
            return scalar.parse(value)
        except DomainError as error:
            raise GraphQLError(error.message, extensions={"code": error.code}) from None

    def read_literal(node: ValueNode) -> object:
        return read(node.value if isinstance(node, StringValueNode) else None)

    # Both names each: graphql-core reads the new one, callers of 3.2 the old one.
    behaviour = {
        "parse_value": read,
        "coerce_input_value": read,
        "coerce_input_literal": read_literal,
        "serialize": scalar.write,
        "coerce_output_value": scalar.write,
    }
    for name, function in behaviour.items():
        setattr(scalar_type, name, function)
