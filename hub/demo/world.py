"""What all makers of the demo world share: the dice, the day, the rules, and one firm's plan.

In: seed and day. Out: `World`, and a `Firm` for each running number: who it is, where, in which
trade, and its part in the story (`Part`). Everything that happens to a firm is made from this.
Refused (ValueError): a day before the rules of the field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.demo.chance import Chance
    from hub.domain.calendar import WorkCalendar
    from hub.domain.custody import Guarantee
    from hub.domain.thresholds import Thresholds

FIRST_DAY = date(2022, 1, 1)
DAYS = 60  # of card reports and balances


class Part(StrEnum):
    """A firm's part in the story; `LINKED` below says which of them are linked."""

    SOUND = "SOUND"  # above the general standard, measures suffice
    UNKNOWN = "UNKNOWN"  # no card business on record
    SMALL = "SMALL"  # below the general standard
    ALERT = "ALERT"  # issues cards, must link, does not
    SHORT = "SHORT"  # custody and cover do not suffice
    NEAR = "NEAR"  # close to a standard
    LAPSING = "LAPSING"  # its cover ends within thirty days
    SILENT = "SILENT"  # its reports stopped
    UNVERIFIED = "UNVERIFIED"  # its bank says nothing
    BLACK = "BLACK"  # on the list of seriously dishonest subjects
    LARGE = "LARGE"  # above the special standard
    YOUNG = "YOUNG"  # under a year old
    MALL = "MALL"  # redeemed inside its own premises
    PROVISIONAL = "PROVISIONAL"  # last year's revenue is not known
    ABNORMAL = "ABNORMAL"
    DEFAULTER = "DEFAULTER"
    ILLEGAL = "ILLEGAL"
    REMOVED = "REMOVED"  # was on the list, and is not any more
    DELINKING = "DELINKING"
    REPORTED = "REPORTED"
    EXEMPT = "EXEMPT"  # an individual business that need not link
    CEASED = "CEASED"
    GONE = "GONE"  # closed without arrangement, unlinked, listed
    UNPLACED = "UNPLACED"  # its district is read from its code only
    UNCLASSIFIED = "UNCLASSIFIED"
    GIANT = "GIANT"  # a fifth of its revenue is more than the special standard may be
    FILER = "FILER"  # its revenue is known by what it filed alone
    SQUEEZED = "SQUEEZED"  # short, and close to the special standard at once
    MUTE = "MUTE"  # about to leave; nobody says since when it was linked, and it never reported


WEIGHTS: Mapping[Part, int] = {
    Part.SOUND: 260, Part.UNKNOWN: 250, Part.SMALL: 110, Part.ALERT: 90, Part.SHORT: 25,
    Part.NEAR: 20, Part.LAPSING: 20, Part.SILENT: 18, Part.UNVERIFIED: 12, Part.BLACK: 6,
    Part.LARGE: 15, Part.YOUNG: 12, Part.MALL: 6, Part.PROVISIONAL: 12, Part.ABNORMAL: 10,
    Part.DEFAULTER: 8, Part.ILLEGAL: 4, Part.REMOVED: 3, Part.DELINKING: 4, Part.REPORTED: 50,
    Part.EXEMPT: 40, Part.CEASED: 6, Part.GONE: 4, Part.UNPLACED: 10, Part.UNCLASSIFIED: 5,
    Part.GIANT: 3, Part.FILER: 6, Part.SQUEEZED: 4, Part.MUTE: 3,
}  # fmt: skip
UNLINKED = frozenset(
    (
        *(Part.UNKNOWN, Part.ALERT, Part.REPORTED, Part.EXEMPT, Part.CEASED, Part.GONE),
        *(Part.UNPLACED, Part.UNCLASSIFIED),
    )
)


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade of the prepaid field: its industry and how its firms call themselves."""

    edition: int
    code: str
    word: str
    weight: int = 1

    @property
    def key(self) -> str:
        return f"{self.edition}:{self.code}"


TRADES = (
    Trade(2017, "8040", "美容美发", 24),
    Trade(2017, "8930", "健身", 16),
    Trade(2017, "8030", "洗衣", 7),
    Trade(2017, "6210", "餐饮", 11),
    Trade(2017, "8111", "汽车养护", 8),
    Trade(2017, "9011", "歌厅", 4),
    Trade(2017, "8391", "技能培训", 7),
    Trade(2017, "8393", "艺术培训", 6),
    Trade(2017, "8392", "少儿体育", 4),
    Trade(2017, "8051", "浴场", 3),
    Trade(2017, "8052", "足浴", 5),
    Trade(2017, "8053", "养生", 3),
    Trade(2017, "8060", "摄影", 2),
    Trade(2017, "8223", "宠物美容", 2),
    Trade(2017, "6232", "咖啡", 2),
    Trade(2017, "5222", "烘焙", 2),
    Trade(2017, "6110", "酒店", 1),
    Trade(2017, "7291", "旅行社", 1),
    Trade(2011, "7940", "美发", 3),
    Trade(2011, "8830", "健身会所", 2),
    Trade(2011, "8011", "汽修", 1),
)


@dataclass(slots=True)
class Facts:
    """What a firm's money is planned by, in fen; filled while its story is told."""

    balance: int | None = None
    held: int | None = None
    revenue: int | None = None
    guarantees: list[Guarantee] = field(default_factory=list)


@dataclass(slots=True)
class Firm:
    """One merchant of the world."""

    index: int
    uscc: str
    name: str
    brand: str
    part: Part
    district: str
    trade: Trade | None
    regulator: str
    established_on: date
    linked_on: date | None = None
    own_system: bool = False
    recorded: date = FIRST_DAY  # when the hub first heard of it
    facts: Facts = field(default_factory=Facts)

    @property
    def linked(self) -> bool:
        return self.part not in UNLINKED

    @property
    def party(self) -> str:
        return f"merchant-{self.uscc}"

    @property
    def individual(self) -> bool:
        return self.uscc.startswith("92")


@dataclass
class World:
    """The stage: dice, the day on which it is shown, names and rules."""

    chance: Chance
    day: date
    districts: Mapping[str, str]
    regulators: Mapping[str, str | None]  # by industry key
    thresholds: Thresholds
    calendar: WorkCalendar
    names: Mapping[str, str] = field(default_factory=dict)  # of parties by code

    def __post_init__(self) -> None:
        if self.day < FIRST_DAY:
            raise ValueError(f"the demo world begins on {FIRST_DAY}")

    def ago(self, days: int) -> date:
        """So many days before the day of the world; 1 is the last day that is over."""
        return self.day - timedelta(days=days)

    def past(self, low: int, high: int) -> date:
        """A day between `low` and `high` days ago."""
        return self.ago(self.chance.whole(low, high))

    def supervisor(self, firm: Firm) -> str:
        """The regulator that acts: the district's commerce body for the trades of commerce."""
        if firm.regulator == "city-commerce":
            return f"district-commerce-{firm.district}"
        return firm.regulator
