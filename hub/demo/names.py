"""Names, codes and numbers that nobody can take for a real firm's or person's.

In: a running number and the dice. Out: texts that say 演示 (demonstration) or 某 (so-and-so);
credit codes with a right check digit, built over the made-up organisation code `DEM0…`; identity
numbers of the region 999999, which does not exist; telephone numbers from 100, which no mobile
network has. It refuses nothing.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hub.domain.identifiers import USCC_ALPHABET, uscc_check_digit

if TYPE_CHECKING:
    from hub.demo.chance import Chance

WORDS = (
    *("云杉", "青禾", "白鹭", "晨曦", "海棠", "银杏", "听雨", "南风", "星野", "竹里"),
    *("松石", "麦浪", "琥珀", "鹿鸣", "月白", "木棉", "清溪", "远山", "荷塘", "归燕"),
)
ROADS = ("梧桐", "玉兰", "长虹", "望江", "春申", "金桂", "明月", "书院", "芦潮", "石桥")
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ENTERPRISE, INDIVIDUAL = "91", "92"


def credit_code(prefix: str, district: str, index: int) -> str:
    """A valid 18-character code: prefix, district of registration, `DEM0` and the index."""
    digits, rest = "", index
    for _ in range(5):
        rest, digit = divmod(rest, len(USCC_ALPHABET))
        digits = USCC_ALPHABET[digit] + digits
    body = f"{prefix}{district}DEM0{digits}"
    return body + uscc_check_digit(body)


def person(chance: Chance) -> str:
    """甲某子: a stem, so-and-so, a branch."""
    return f"{chance.one(STEMS)}某{chance.one(BRANCHES)}"


def identity_number(chance: Chance) -> str:
    """Eighteen digits in the shape of an identity number, of no region and without a check."""
    born = date(1960, 1, 1).toordinal() + chance.whole(0, 14_000)
    return f"999999{date.fromordinal(born):%Y%m%d}{chance.whole(0, 9999):04d}"


def phone(chance: Chance) -> str:
    """Eleven digits that begin with 100."""
    return f"100{chance.whole(0, 99_999_999):08d}"


def street(chance: Chance, district: str) -> str:
    """An address on a road that does not exist."""
    number = chance.whole(1, 1999)
    return f"上海市{district}演示{chance.one(ROADS)}路{number}号{chance.whole(1, 30)}层"


def firm_name(word: str, trade: str, index: int, *, individual: bool) -> str:
    """上海演示云杉美容有限公司（42号）, or a shop of an individual business."""
    form = "店" if individual else "有限公司"
    return f"上海演示{word}{trade}{form}（{index}号）"
