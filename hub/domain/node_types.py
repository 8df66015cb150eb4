"""The type letter that an opaque id begins with, and the type that a letter stands for.

In: a GraphQL type name, or a letter. Out: the other. Letters are part of every id that was ever
given out: none is changed or used again. Refused: a type or letter that is not here (KeyError), a
mistake of ours and never of the input. Facts that no `node(id)` gives have a letter all the same,
because their rows carry an id too.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "Merchant": "M",
        "Party": "P",
        "Source": "S",
        "Batch": "B",
        "QuarantinedRow": "Q",
        "Outlet": "O",
        "Shareholding": "H",
        "Permit": "T",
        "Payment": "Y",
        "AnnualRevenue": "V",
        "CardReport": "C",
        "Filing": "F",
        "Institution": "I",
        "CustodyAccount": "A",
        "Guarantee": "G",
        "CustodyAssessment": "U",
        "InstitutionEvaluation": "E",
        "RiskStatus": "K",
        "Listing": "L",
        "EquityFreeze": "Z",
        "Rating": "R",
        "ReviewSummary": "W",
        "RiskWarning": "N",
        "Objection": "J",
        "Complaint": "X",
        "Rectification": "D",
        "Inspection": "i",
        "InspectionDraw": "d",
        "Clue": "c",
        "Penalty": "p",
        "CriminalReferral": "r",
        "CaseAccess": "a",
        "EvidencePackage": "e",
        "AccessRecord": "l",
        # rows without a node of their own
        "InformationLink": "k",
        "CustodyBalance": "b",
        "GuaranteeClaim": "g",
        "Officer": "o",
        "CalendarDay": "y",
        "Threshold": "t",
    }
)
TYPES: Mapping[str, str] = MappingProxyType({letter: name for name, letter in LETTERS.items()})


def letter_of(type_name: str) -> str:
    """The letter of a GraphQL type."""
    return LETTERS[type_name]


def type_of(letter: str) -> str:
    """The GraphQL type of a letter."""
    return TYPES[letter]
