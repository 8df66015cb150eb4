"""The one sign that a citizen reads of a merchant: a shape, a word, a plain sentence.

In: `issuer` and `risk` of a merchant as the public sees them. Out: a `Badge`. A firm that is not
known to issue cards has no colour (REG Art. 16); the black list alone is shown of anybody, for it
is published (REG Art. 25). It refuses nothing: what cannot be judged is said to be so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hub.domain.vocabulary import IssuerStatus, RiskCode

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Badge:
    """`sign` names shape and colour in the templates and the style sheet."""

    sign: str
    word: str
    english: str
    sentence: str
    sentence_english: str


GREEN = Badge(
    "green", "绿码", "Green code",
    "已接入监管平台，目前未发现风险情形。",
    "Linked to the supervision platform; nothing is found against it.",
)  # fmt: skip
YELLOW = Badge(
    "yellow", "黄码", "Yellow code",
    "存在风险预警情形，预付请谨慎。",
    "An early warning stands: think twice before paying in advance.",
)  # fmt: skip
RED = Badge(
    "red", "红码", "Red code",
    "已触发风险警示，预付资金保障不足，建议暂不预付。",
    "A risk warning stands: better not pay in advance now.",
)  # fmt: skip
BLACK = Badge(
    "black", "黑码", "Black code",
    "已列入严重失信主体名单，建议不要预付。",
    "On the list of seriously dishonest subjects: do not pay in advance.",
)  # fmt: skip
ALERT = Badge(
    "alert", "警示灯", "Warning light",
    "发行预付卡，应当接入监管平台而未接入，预收资金的保障无从核实。",
    "It sells cards and must be linked to the supervision platform, but is not.",
)  # fmt: skip
NO_CARDS = Badge(
    "none", "无发卡记录", "No card business on record",
    "这里没有它发行预付卡的记录。如果它正在向您售卡，请先核实。",
    "Nothing here says that it sells prepaid cards. If it offers you one, check first.",
)  # fmt: skip
CEASED = Badge(
    "none", "已停止发卡", "No longer sells cards",
    "该商户已停止发行预付卡。",
    "It has stopped selling prepaid cards.",
)  # fmt: skip
NO_CODE = Badge(
    "none", "暂无码", "No code",
    "该商户发行预付卡，目前没有评定结果。",
    "It sells prepaid cards; no code is given at present.",
)  # fmt: skip

EXPLAINED = (GREEN, YELLOW, RED, BLACK, ALERT, NO_CARDS)
_OF_CODE = {
    RiskCode.GREEN: GREEN,
    RiskCode.YELLOW: YELLOW,
    RiskCode.RED: RED,
    RiskCode.BLACK: BLACK,
}
_WITHOUT_CODE = {IssuerStatus.CONFIRMED: NO_CODE, IssuerStatus.CEASED: CEASED}


def badge(merchant: Mapping[str, Any]) -> Badge:
    """The sign of a merchant; where a code and the alert stand together, the code's."""
    risk = merchant["risk"] or {"code": None, "alert": False}
    issuer = IssuerStatus(merchant["issuer"])
    code = None if risk["code"] is None else RiskCode(risk["code"])
    if code is RiskCode.BLACK:
        return BLACK
    if issuer not in _WITHOUT_CODE:
        return NO_CARDS
    if code is not None:
        return _OF_CODE[code]
    return ALERT if risk["alert"] else _WITHOUT_CODE[issuer]
