"""Scalars read strings only, refuse what is out of form, and never repeat a value."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLScalarType, IntValueNode, StringValueNode, parse_value

from schema.build import build_schema


def scalar(name: str) -> GraphQLScalarType:
    named = build_schema().type_map[name]
    assert isinstance(named, GraphQLScalarType)
    return named


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("Date", "2022-01-21", date(2022, 1, 21)),
        ("DateTime", "2022-01-21T01:30:00Z", datetime(2022, 1, 21, 1, 30, tzinfo=UTC)),
        (
            "DateTime",
            "2022-01-21t09:30:00.5+08:00",
            datetime(2022, 1, 21, 1, 30, 0, 500000, tzinfo=UTC),
        ),
        ("Money", "120000.00", 12_000_000),
        ("Money", "0.1", 10),
        ("Money", "7", 700),
        ("Uscc", "91310115MA1K00015K", "91310115MA1K00015K"),
        ("Uscc", "９1310115ma1k00015k", "91310115MA1K00015K"),
        ("CaseNumber", "(2022)沪0115民初123号", "（2022）沪0115民初123号"),
        ("CaseNumber", "沪公（浦）调证字〔2022〕12号", "沪公(浦)调证字〔2022〕12号"),
        ("Coordinate", "Merchant.contactPhone", "Merchant.contactPhone"),
        ("Coordinate", "Query.merchant(asOf:)", "Query.merchant(asOf:)"),
    ],
)
def test_reads(name: str, text: str, value: object) -> None:
    assert scalar(name).parse_value(text) == value
    assert scalar(name).coerce_input_value(text) == value
    read_literal = scalar(name).coerce_input_literal
    assert read_literal is not None
    assert read_literal(StringValueNode(value=text)) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Date", "20220121"),
        ("Date", "2022-02-30"),
        ("Date", "2022-W03-5"),
        ("Date", "２０２２-01-21"),
        ("Date", "2022-01-21T00:00:00Z"),
        ("Date", 20220121),
        ("DateTime", "2022-01-21T09:30:00"),
        ("DateTime", "2022-01-21 09:30:00Z"),
        ("DateTime", "2022-01-21T09:30:00.1234567Z"),
        ("DateTime", "2022-01-21T25:30:00Z"),
        ("DateTime", "2022-01-21"),
        ("Money", "0.001"),
        ("Money", "1e3"),
        ("Money", "NaN"),
        ("Money", "1,000"),
        ("Money", ""),
        ("Money", 12),
        ("Money", 12.5),
        ("Uscc", "91310115MA1K00015L"),
        ("Uscc", "91310115MA1K0001"),
        ("Uscc", 913101),
        ("CaseNumber", "（2022）沪0115民初号"),
        ("CaseNumber", "no year"),
        ("Coordinate", "Merchant"),
        ("Coordinate", "Merchant.contactPhone; drop"),
        ("Coordinate", "__Schema"),
    ],
)
def test_refuses(name: str, value: object) -> None:
    with pytest.raises(GraphQLError) as refusal:
        scalar(name).coerce_input_value(value)
    assert refusal.value.extensions["code"]


@pytest.mark.parametrize("name", ["Date", "DateTime", "Money", "Uscc", "CaseNumber", "Coordinate"])
def test_a_refusal_does_not_repeat_the_value(name: str) -> None:
    private = "13800009999 Zhang"
    with pytest.raises(GraphQLError) as refusal:
        scalar(name).coerce_input_value(private)
    text = f"{refusal.value.message}{refusal.value.extensions}"
    assert "1380000" not in text
    assert "Zhang" not in text
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize("literal", ["12", "12.5", "true", "null", "[1]", "{a: 1}", "BARE"])
def test_a_literal_is_a_string(literal: str) -> None:
    read_literal = scalar("Money").coerce_input_literal
    assert read_literal is not None
    with pytest.raises(GraphQLError):
        read_literal(parse_value(literal))  # type: ignore[arg-type]
    with pytest.raises(GraphQLError):
        read_literal(IntValueNode(value="12"))


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("Date", date(2022, 1, 21), "2022-01-21"),
        (
            "DateTime",
            datetime(2022, 1, 20, 17, 30, tzinfo=UTC),
            "2022-01-21T01:30:00.000000+08:00",
        ),
        (
            "DateTime",
            datetime(2022, 1, 21, 9, 0, tzinfo=timezone(timedelta(hours=9))),
            "2022-01-21T08:00:00.000000+08:00",
        ),
        ("Money", 12_000_000, "120000.00"),
        ("Money", -1, "-0.01"),
        ("Uscc", "91310115MA1K00015K", "91310115MA1K00015K"),
    ],
)
def test_writes(name: str, value: Any, text: str) -> None:
    assert scalar(name).serialize(value) == text
    assert scalar(name).coerce_output_value(value) == text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Date", datetime(2022, 1, 21, tzinfo=UTC)),
        ("Date", "2022-01-21"),
        ("DateTime", datetime(2022, 1, 21, tzinfo=UTC).replace(tzinfo=None)),
        ("Money", 1.5),
        ("Money", True),
        ("Uscc", 9131),
    ],
)
def test_does_not_write(name: str, value: Any) -> None:
    with pytest.raises(GraphQLError):
        scalar(name).coerce_output_value(value)
