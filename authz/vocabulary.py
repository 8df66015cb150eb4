"""The closed words of a policy: actions, scopes, masks, limits, kinds of intake.

Comes in: nothing. Goes out: frozen tables that the compiler checks each policy word against, and
that say what a scope hangs on. A policy that uses any other word is refused when it is loaded;
a new word is added here, in `authz/predicates.py` and in the SQL engine, or nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERYONE = "EVERYONE"  # the role that every party kind inherits: `*` in the contract
STRUCTURE = "META"  # the family of what is visible wherever the object that leads there is
PLAIN = "plain"
HIDDEN = "hidden"  # what is left when no rule admits the row; never written in a policy
ALL = "all"

KIND_ENUM, FAMILY_ENUM, DIMENSION_ENUM = "PartyKind", "Family", "Dimension"


class Action(StrEnum):
    READ = "read"
    AGGREGATE = "aggregate"
    ACT = "act"
    SEND = "send"
    CONFIRM = "confirm"


class Level(Enum):
    """What a scope is judged on: each row alike, the merchant behind the row, or the row itself."""

    CONSTANT = "constant"
    MERCHANT = "merchant"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope word.

    `by_family`: the answer depends on the family of the rule; `dated`: also on the day that the
    fact speaks of; `timed`: also on today.
    """

    word: str
    level: Level
    actions: frozenset[Action]
    by_family: bool = False
    dated: bool = False
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Mask:
    """One partial mask and the names (types or coordinates) that it can cut."""

    word: str
    cuts: frozenset[str]


_READ, _AGGREGATE = Action.READ, Action.AGGREGATE
_ACT, _SEND, _CONFIRM = Action.ACT, Action.SEND, Action.CONFIRM


def _scope(
    word: str,
    level: Level,
    *actions: Action,
    by_family: bool = False,
    dated: bool = False,
    timed: bool = False,
) -> Scope:
    return Scope(word, level, frozenset(actions), by_family, dated, timed)


SCOPES: Mapping[str, Scope] = MappingProxyType(
    {
        scope.word: scope
        for scope in (
            _scope(ALL, Level.CONSTANT, _READ, _AGGREGATE, _ACT, _SEND, _CONFIRM),
            _scope("published", Level.ROW, _READ, timed=True),
            _scope(
                "own_district",
                Level.MERCHANT,
                *(_READ, _AGGREGATE, _ACT, _SEND, _CONFIRM),
                by_family=True,
            ),
            _scope(
                "own_industry",
                Level.MERCHANT,
                *(_READ, _AGGREGATE, _ACT, _SEND, _CONFIRM),
                by_family=True,
            ),
            _scope("own_industry_with_district", Level.MERCHANT, _ACT, by_family=True),
            _scope("addressed", Level.MERCHANT, _READ, timed=True),
            _scope("lease", Level.MERCHANT, _READ, by_family=True, dated=True, timed=True),
            _scope("served", Level.MERCHANT, _READ, _ACT, _SEND),
            _scope("own_clients", Level.MERCHANT, _READ, timed=True),
            _scope("in_shortfall", Level.MERCHANT, _READ, timed=True),
            _scope("self", Level.MERCHANT, _READ, _ACT, _SEND, _CONFIRM),
            _scope("self_done", Level.ROW, _READ),
            _scope("own_tickets", Level.ROW, _READ),
            _scope("own_records", Level.ROW, _READ, _ACT),
            _scope("own_facts", Level.ROW, _ACT),
            _scope("not_own_request", Level.ROW, _ACT),
            _scope("own_decisions", Level.ROW, _SEND),
            _scope("own_channel", Level.ROW, _SEND),
            _scope("names_caller", Level.ROW, _SEND),
            _scope("names_institution", Level.ROW, _SEND),
        )
    }
)

# a district that is only read from the credit code admits these until it is confirmed
UNCONFIRMED_DISTRICT_FAMILIES = frozenset({"PUBLIC", "PUBLISHED", "COMPLAINTCOUNT"})

MASKS: Mapping[str, Mask] = MappingProxyType(
    {
        mask.word: mask
        for mask in (
            Mask("id1+1", frozenset({"Merchant.legalRepresentativeIdNumber"})),
            Mask("phone3+4", frozenset({"Merchant.contactPhone"})),
            Mask(
                "last4",
                frozenset(
                    {
                        "CustodyAccount.accountNumber",
                        "Merchant.contactPhone",
                        "Merchant.legalRepresentativeIdNumber",
                    }
                ),
            ),
            Mask("name1", frozenset({"Merchant.legalRepresentative"})),
            Mask("street", frozenset({"Merchant.registeredAddress"})),
            Mask("reported_hidden", frozenset({"Merchant.issuer"})),
            Mask(
                "sealed_hidden",
                frozenset({"AccessRecord", "CaseAccess", "EvidencePackage"}),
            ),
        )
    }
)

# the lower, the weaker: a cell takes the lowest among the rules that admit its row
MASK_RANK: Mapping[str, int] = MappingProxyType({PLAIN: 0} | dict.fromkeys(MASKS, 1) | {HIDDEN: 2})

LIMITS = ("min_group", "round", "dims")  # in this order; min_group:N must stand, the rest may

_LISTINGS = ("SERIOUS_DISHONESTY", "SERIOUS_ILLEGALITY", "JUDGMENT_DEFAULTER", "ABNORMAL_OPERATION")
_GUARANTEES = ("PERFORMANCE_GUARANTEE_INSURANCE", "BANK_GUARANTEE", "OTHER")
_KINDS = (
    "parties officers sources institutions calendar-days thresholds merchants outlets links "
    "shareholders permits payments revenues card-reports filings custody-accounts "
    "custody-balances guarantees guarantee-claims listings equity-freezes ratings reviews "
    "warnings complaints penalties rectifications inspections clues referrals"
)
INTAKE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    dict.fromkeys(_KINDS.split(), ()) | {"listings": _LISTINGS, "guarantees": _GUARANTEES}
)


def intake_name(kind: str, subkind: str | None = None) -> str:
    """The policy object of a record kind: `intake/<kind>` or `intake/<kind>/<subkind>`."""
    return f"intake/{kind}" if subkind is None else f"intake/{kind}/{subkind}"


def intake_parents() -> Mapping[str, str]:
    """Every subkind's object and the object of the kind that it belongs to."""
    return {
        intake_name(kind, part): intake_name(kind)
        for kind, parts in INTAKE.items()
        for part in parts
    }


def intake_objects() -> frozenset[str]:
    """All policy objects of intake."""
    return frozenset(intake_name(kind) for kind in INTAKE) | frozenset(intake_parents())


def scopes_of(action: Action) -> tuple[str, ...]:
    """The scope words that may stand beside an action, in the order of the table."""
    return tuple(word for word, scope in SCOPES.items() if action in scope.actions)
