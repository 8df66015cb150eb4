"""Reason codes in words: Chinese, English, the rule, and how much of it the public may know.

In: codes of the rules. Out: a `Reason` each, in two depths: what a regulator reads, and the public
code behind it (REG Arts. 15(2), 16(2); PLAN 信用监管二). A code without a public one says
nothing to the public. Refused: an unknown code (KeyError: a mistake of ours).
No text has an amount or a name.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground. `rule` cites instrument and article; `public_code` is empty when not public."""

    code: str
    rule: str
    public_code: str
    chinese: str
    english: str

    @property
    def text(self) -> str:
        """Chinese first, English beside it."""
        return f"{self.chinese} ({self.english})"


@lru_cache(maxsize=1)
def all_reasons() -> Mapping[str, Reason]:
    """Every reason by its code, from `data/reasons.csv`."""
    text = files("hub.domain").joinpath("data/reasons.csv").read_text("utf-8")
    return MappingProxyType(
        {
            row["code"]: Reason(row["code"], row["rule"], row["public_code"], row["zh"], row["en"])
            for row in csv.DictReader(io.StringIO(text))
        }
    )


def reason(code: str) -> Reason:
    """The reason of a code."""
    return all_reasons()[code]


def regulator_reasons(codes: Iterable[str]) -> tuple[Reason, ...]:
    """Each code in full, in the order given."""
    return tuple(reason(code) for code in codes)


def public_reasons(codes: Iterable[str]) -> tuple[Reason, ...]:
    """What the public reads of the codes: coarser, each once, the unpublished ones left out."""
    public = dict.fromkeys(reason(code).public_code for code in codes)
    return tuple(reason(code) for code in public if code)
