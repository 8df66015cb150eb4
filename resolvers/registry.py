"""All bindings in one place, and what the roots of the query stand on.

`check` compares them with the schema: a field without a binding, or a binding without a field,
keeps the hub from starting.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from graphql import GraphQLObjectType, GraphQLSchema
from sqlalchemy import BigInteger

from hub.domain.identifiers import hash63, parse_node_id
from hub.errors import DomainError
from hub.tables.base import Date, Instant, Text
from resolvers import (
    anomaly,
    case,
    complaint,
    credit,
    enforcement,
    fund,
    intake,
    merchant,
    party,
    proof,
    statistics,
)
from resolvers.binding import Key, Link, Order, Registry, Root, TypeBinding

if TYPE_CHECKING:
    from collections.abc import Iterator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

BINDINGS: tuple[TypeBinding, ...] = (
    *party.BINDINGS,
    *merchant.BINDINGS,
    *fund.BINDINGS,
    *credit.BINDINGS,
    *complaint.BINDINGS,
    *enforcement.BINDINGS,
    *case.BINDINGS,
    *intake.BINDINGS,
    *proof.BINDINGS,
    *statistics.BINDINGS,
    *anomaly.BINDINGS,
)
TYPES = {binding.name: binding for binding in BINDINGS}

# What every statement may bind besides its arguments, and its type.
BINDS = {
    "party": Text,
    "subject": Text,
    "district": Text,
    "institution": Text,
    "case_number": Text,
    "merchant_id": BigInteger(),
    "today": Date(),
    "readable_since": Date(),
    "now": Instant(),
    "rights": Text,
    "policy": Text,
    "register": BigInteger(),
    "shown_party": Text,
    "shown_subject": Text,
    "shown_policy_version": Text,
    "shown_purpose": Text,
    "shown_case_number": Text,
    "shown_roles": Text,
}

UNKNOWN = -1
BIGGEST = 1 << 63  # keys are columns of 63 bits
MOMENT = re.compile("[1-9a-z][0-9a-z]{0,10}", re.ASCII)  # microseconds since 1970, base 36


def _plain(text: str) -> str:
    return text.partition("~")[0]


def _moment(text: str) -> datetime | None:
    """The moment of knowledge in an id, when it carries one; a bent one is before all facts."""
    digits = text.partition("~")[2]
    if not digits:
        return None
    known = MOMENT.fullmatch(digits) is not None
    return EPOCH + timedelta(microseconds=int(digits, 36)) if known else EPOCH


def _keys(text: str) -> tuple[int, int]:
    """The merchant's key and the fact's in an id; a bent id finds nothing."""
    try:
        _, key, half = parse_node_id(_plain(text))
    except DomainError:
        return UNKNOWN, UNKNOWN
    return (key, half) if max(key, half) < BIGGEST else (UNKNOWN, UNKNOWN)


def _key_of(text: str) -> int:
    return _keys(text)[0]


def _fact_of(text: str) -> int:
    return _keys(text)[1]


def _many(kind: str, filter_: str = "", order_enum: str = "") -> Root:
    return Root(Link(kind, many="connection"), filter=filter_, order_enum=order_enum)


ROOTS = {
    "me": Root(Link("Caller")),
    "node": Root(
        Link("Node"),
        (
            Key("node_id", "id", _plain),
            Key("merchant_id", "id", _key_of),
            Key("fact_id", "id", _fact_of),
        ),
        moment=_moment,
        history="Query.merchant.asOf",
    ),
    "merchant": Root(Link("Merchant"), (Key("merchant_id", "uscc", hash63), Key("uscc", "uscc"))),
    "merchants": _many("Merchant", "MerchantFilter", "MerchantOrderField"),
    "complaints": _many("Complaint", "ComplaintFilter", "ComplaintOrderField"),
    "penalties": _many("Penalty", "PenaltyFilter"),
    "rectifications": _many("Rectification", "RectificationFilter"),
    "inspections": _many("Inspection", "InspectionFilter"),
    "inspectionDraws": _many("InspectionDraw"),
    "clues": _many("Clue", "ClueFilter", "ClueOrderField"),
    "referrals": _many("CriminalReferral", "ReferralFilter"),
    "ratings": _many("Rating", "RatingFilter"),
    "warnings": _many("RiskWarning", "WarningFilter"),
    "objections": _many("Objection", "ObjectionFilter"),
    "caseAccess": Root(
        Link("CaseAccess", order=(Order(path=("verifyBy",), descending=True),)),
        (Key("case_number", "caseNumber"),),
    ),
    "caseAccesses": Root(Link("CaseAccess", many="connection", arguments={"status": "status"})),
    "statistics": Root(
        Link("StatisticsRow", many="list"),
        gather=statistics.gather,
        fixed=("by",),
        offers=statistics.offers,
    ),
    "anomalies": Root(Link("Anomaly", many="list"), gather=anomaly.gather, offers=anomaly.offers),
    "institutions": Root(Link("Institution", many="list", arguments={"kind": "kind"})),
    "sources": Root(Link("Source", many="list")),
    "batch": Root(Link("Batch"), (Key("node_id", "id", _plain),)),
    "batches": _many("Batch", "BatchFilter"),
}

INTERFACES = {
    "Node": tuple(b.name for b in BINDINGS if b.letter and b.letter != "b"),
    "Fact": tuple(b.name for b in BINDINGS if "provenance" in b.links),
}

REGISTRY = Registry(
    TYPES, ROOTS, anchor="Merchant", anchor_key="merchant_id", interfaces=INTERFACES, binds=BINDS
)


def check(registry: Registry, schema: GraphQLSchema) -> list[str]:
    """What does not fit between bindings and schema; empty when all does."""
    return [*_missing(registry, schema), *_idle(registry, schema)]


def _missing(registry: Registry, schema: GraphQLSchema) -> Iterator[str]:
    for name in schema.query_type.fields if schema.query_type else ():
        if name not in registry.roots:
            yield f"Query.{name} has no binding"
    for name, kind in schema.type_map.items():
        binding = registry.types.get(name)
        if binding is None or not isinstance(kind, GraphQLObjectType):
            continue
        for field in kind.fields:
            if field not in binding.cells and field not in binding.links and field != "withheld":
                yield f"{name}.{field} has no binding"


def _idle(registry: Registry, schema: GraphQLSchema) -> Iterator[str]:
    for name, binding in registry.types.items():
        kind = schema.type_map.get(name)
        if not isinstance(kind, GraphQLObjectType):
            yield f"{name} is bound but not in the schema"
            continue
        for field in (*binding.cells, *binding.links):
            if field not in kind.fields:
                yield f"{name}.{field} is bound but not in the schema"
