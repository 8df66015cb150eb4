"""Card reports for the intake benchmark: a base platform, its merchants, and files of their days.

In: how many merchants and rows. Out: the files that make the register, and for each round a CSV in
which of every hundred rows one cannot be typed, one corrects a report of the round before, and the
others are new. Equal arguments give equal bytes. All codes are made up; their check digits fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, BinaryIO

from authz.principal import Principal
from hub.domain.identifiers import uscc_check_digit
from hub.ingest.context import Sender

if TYPE_CHECKING:
    from collections.abc import Iterator

PLATFORM = "platform-base"
SENDER = Sender(
    Principal(party=PLATFORM, kind="BASE_PLATFORM", subject="bench", roles=("BASE_PLATFORM",)),
    "platform-base-daily",
)
PARTIES = (
    f"code,kind,name\n{PLATFORM},BASE_PLATFORM,基础平台\ncity-commerce,CITY_COMMERCE,市商务委\n"
)
FIRST = date(2020, 1, 1)
EVERY, BROKEN, CORRECTED = 100, 99, 98  # which row of every hundred
HEADER = b"uscc,reported_for,prepaid_total,prepaid_balance,cards_issued\n"


@dataclass(frozen=True)
class Reports:
    """`rows` of a file over `merchants`; the rounds take one day after another."""

    merchants: int
    rows: int

    def codes(self) -> list[str]:
        bodies = (f"91310115MA1K{number:05d}" for number in range(self.merchants))
        return [body + uscc_check_digit(body) for body in bodies]

    def register(self) -> Iterator[tuple[str, str]]:
        """Kind and file of what stands before the first report: confirmed issuers, linked."""
        codes = self.codes()
        yield "parties", PARTIES
        yield (
            "merchants",
            "uscc,name,district,issuer\n"
            + "".join(f"{uscc},某某{n}号店,310115,CONFIRMED\n" for n, uscc in enumerate(codes)),
        )
        yield (
            "links",
            "uscc,status,platform,linked_on,confirmed_by,confirmed_on\n"
            + "".join(
                f"{uscc},LINKED,{PLATFORM},2019-12-01,city-commerce,2019-12-02\n" for uscc in codes
            ),
        )

    def write(self, file: BinaryIO, turn: int) -> None:
        """The batch of one round: its days one by one, each over all merchants."""
        chance, codes = Random(turn), self.codes()  # noqa: S311 -- figures, not secrets
        file.write(HEADER)
        for number in range(self.rows):
            day, cards = self._day(turn, number), str(chance.randrange(5_000))
            if number % EVERY == BROKEN:
                cards = "many"
            elif number % EVERY == CORRECTED and turn:
                day = self._day(turn - 1, number)
            balance = chance.randrange(10**8)
            total = balance + chance.randrange(10**8)
            cells = (codes[number % len(codes)], str(day), _yuan(total), _yuan(balance), cards)
            file.write((",".join(cells) + "\n").encode())

    def _day(self, turn: int, number: int) -> date:
        days = -(-self.rows // self.merchants)
        return FIRST + timedelta(days=turn * days + number // self.merchants)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
