"""When penalties and listings are public: the day to publish, the day they are off, repair.

In: dates, basis and class of a record. Out: days, or None for never public. Refused: a class that
the basis does not know (DomainError PUBLICATION). Sources: SAMR-PUB Arts. 2, 9, 11, 13; BIZ-SH 2024
Arts. 65, 67; 国发〔2016〕33号; REPAIR-2026; which governs goes by regulator, date and class (C-13).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hub.domain.calendar import add_months
from hub.errors import DomainError

if TYPE_CHECKING:
    from datetime import date

    from hub.domain.thresholds import Thresholds


class PublishBasis(StrEnum):
    """What a publication rests on."""

    SAMR = "SAMR"
    BIZ = "BIZ"
    REPAIR = "REPAIR"


class PenaltyClass(StrEnum):
    """The first three by SAMR and BIZ, the others (and ordinary) by REPAIR."""

    ORDINARY = "ordinary"
    LOWER = "lower"
    WARNING = "warning"
    SLIGHT = "slight"
    SERIOUS = "serious"


# None: never public. A parameter: months that a record may be seen.
_VISIBLE: dict[tuple[PublishBasis, PenaltyClass], str | None] = {
    (PublishBasis.SAMR, PenaltyClass.ORDINARY): "visible.samr_ordinary_months",
    (PublishBasis.SAMR, PenaltyClass.LOWER): "visible.samr_lower_months",
    (PublishBasis.SAMR, PenaltyClass.WARNING): None,
    (PublishBasis.BIZ, PenaltyClass.ORDINARY): "visible.biz_ordinary_months",
    (PublishBasis.BIZ, PenaltyClass.LOWER): "visible.biz_lower_months",
    (PublishBasis.BIZ, PenaltyClass.WARNING): None,
    (PublishBasis.REPAIR, PenaltyClass.SLIGHT): None,
    (PublishBasis.REPAIR, PenaltyClass.ORDINARY): "visible.repair_ordinary_months",
    (PublishBasis.REPAIR, PenaltyClass.SERIOUS): "visible.repair_serious_months",
}
_NEVER_PUBLIC_CITATION = {
    PublishBasis.SAMR: "SAMR-PUB Art. 2",
    PublishBasis.BIZ: "BIZ-SH 2024 Art. 67",
    PublishBasis.REPAIR: "REPAIR-2026",
}
_REPAIRABLE = {
    PenaltyClass.SLIGHT: "repair.slight_months",
    PenaltyClass.ORDINARY: "repair.ordinary_months",
    PenaltyClass.SERIOUS: "repair.serious_months",
}


@dataclass(frozen=True, slots=True)
class Window:
    """The first day a record is off, None for never public, and the rule's citation."""

    off_on: date | None
    basis: str
    provisional: bool


def visible_until(
    start: date, basis: PublishBasis, penalty_class: PenaltyClass, thresholds: Thresholds
) -> Window:
    """The first day a penalty is off.

    `start` is the day of publication (SAMR-PUB Art. 13, BIZ-SH 2024 Art. 67), under REPAIR-2026
    the day of the finding.
    """
    if (basis, penalty_class) not in _VISIBLE:
        raise DomainError("PUBLICATION", "公示依据与类别不符 (this basis has no such class)")
    parameter = _VISIBLE[basis, penalty_class]
    if parameter is None:
        return Window(None, _NEVER_PUBLIC_CITATION[basis], False)
    months, early = thresholds.value_or_first(parameter, start)
    return Window(add_months(start, months), thresholds.citation(parameter, start), early)


def repair_earliest(found_on: date, penalty_class: PenaltyClass, thresholds: Thresholds) -> Window:
    """The first day on which repair may be granted, from the day of the finding (REPAIR-2026)."""
    if penalty_class not in _REPAIRABLE:
        raise DomainError("PUBLICATION", "修复类别不存在 (repair knows no such class)")
    parameter = _REPAIRABLE[penalty_class]
    months, early = thresholds.value_or_first(parameter, found_on)
    return Window(add_months(found_on, months), thresholds.citation(parameter, found_on), early)


def is_penalty_public(
    *,
    day: date,
    published_on: date | None,
    visible_until: date | None,
    revoked_on: date | None,
    repaired_on: date | None,
    penalty_class: PenaltyClass,
) -> bool:
    """Whether a penalty may be shown to everybody on a day (the scope `published`).

    Without an end it is hidden; so is one revoked, repaired or warning only, from that day on.
    """
    if published_on is None or visible_until is None or penalty_class is PenaltyClass.WARNING:
        return False
    taken_back = any(end is not None and end <= day for end in (revoked_on, repaired_on))
    return published_on <= day < visible_until and not taken_back


def is_listing_public(
    *, day: date, listed_on: date, removed_on: date | None, visible_until: date | None
) -> bool:
    """Whether a listing may be shown to everybody on a day (REG Art. 25; CREDIT Art. 35)."""
    removed = removed_on is not None and removed_on <= day
    return listed_on <= day and not removed and (visible_until is None or visible_until > day)
