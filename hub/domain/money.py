"""Money in integer fen, and shares and scores in integer millionths.

In: decimal text as files and the Money scalar carry it. Out: integers, and the text back.
Refused: exponents, NaN, separators, blanks, floats, a third decimal of money or a seventh of a
fraction, and amounts beyond 9e15 fen. Nothing is ever rounded here.
"""

from __future__ import annotations

import re

from hub.errors import DomainError

MONEY_LIMIT = 9_000_000_000_000_000
FRACTION_LIMIT = 9_000_000_000_000_000
ONE = 1_000_000

_MONEY = re.compile(r"([+-]?)([0-9]{1,14})(?:\.([0-9]{1,2}))?")
_FRACTION = re.compile(r"([+-]?)([0-9]{1,10})(?:\.([0-9]{1,6}))?")


def parse_money(text: object) -> int:
    """Fen of a decimal text in yuan: "120000", "-3.5", "0.01". Raises DomainError MONEY."""
    fen = _scaled(_MONEY, "00", text)
    if fen is None or abs(fen) > MONEY_LIMIT:
        raise DomainError("MONEY", "金额应为最多两位小数的十进制数 (money: at most two decimals)")
    return fen


def format_money(fen: int) -> str:
    """Yuan with two decimals: 12000000 → "120000.00"."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan}.{rest:02d}"


def parse_fraction6(text: object) -> int:
    """Millionths of a decimal text with at most six decimals. Raises DomainError FRACTION."""
    millionths = _scaled(_FRACTION, "000000", text)
    if millionths is None or abs(millionths) > FRACTION_LIMIT:
        raise DomainError(
            "FRACTION", "应为最多六位小数的十进制数 (a number with at most six decimals)"
        )
    return millionths


def parse_share(text: object) -> int:
    """Millionths of a share from 0 to 1. Raises DomainError SHARE."""
    try:
        millionths = parse_fraction6(text)
    except DomainError:
        millionths = -1
    if not 0 <= millionths <= ONE:
        raise DomainError("SHARE", "比例应在0与1之间，最多六位小数 (a share lies between 0 and 1)")
    return millionths


def format_fraction6(millionths: int) -> str:
    """The shortest decimal text: 400000 → "0.4", 1000000 → "1"."""
    whole, rest = divmod(abs(millionths), ONE)
    decimals = f".{rest:06d}".rstrip("0") if rest else ""
    return f"{'-' if millionths < 0 else ''}{whole}{decimals}"


def _scaled(pattern: re.Pattern[str], zeros: str, text: object) -> int | None:
    match = pattern.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    sign, whole, rest = match.groups(default="")
    value = int(whole + rest + zeros[len(rest) :])
    return -value if sign == "-" else value
