"""The words of the public pages for closed lists, reasons, citations and days.

In: values as the hub's answers have them. Out: Chinese, with English beside it where it is short. A
value of a list without a word is a mistake of ours (KeyError); a test names them all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hub import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STATUS = {
    "OPERATING": "正常经营",
    "SUSPENDED": "停业",
    "CLOSED": "已注销或关闭",
    "UNREACHABLE": "无法联系",
    "UNKNOWN": "未知",
}
OUTLET_STATUS = {**STATUS, "OPEN": "营业", "CLOSED": "已关闭"}
LINK_STATUS = {
    "LINKED": "已接入",
    "UNLINKED": "未接入",
    "NOT_REQUIRED": "不属于须以系统接入的经营者",
    "DELINKING": "正在办理退出",
    "DELINKED": "已退出",
}
ISSUER = {
    "CONFIRMED": "发行预付卡",
    "NOT_KNOWN": "无发卡记录",
    "REPORTED": "无发卡记录",  # never reaches the public; the same words if it did
    "CEASED": "已停止发卡",
}
LISTING = {
    "SERIOUS_DISHONESTY": "严重失信主体名单",
    "SERIOUS_ILLEGALITY": "严重违法失信企业名单",
    "JUDGMENT_DEFAULTER": "失信被执行人名单",
    "ABNORMAL_OPERATION": "经营异常名录",
}
GROUND = {
    "CLOSED_WITHOUT_ARRANGEMENT": "停业或者歇业而未妥善安排",
    "TWO_PENALTIES": "两次以上受到行政处罚",
    "CRIMINAL_CONVICTION": "构成犯罪",
    "OTHER": "其他法定事由",
}
GRADE = {"A": "优秀", "B": "良好", "C": "一般", "D": "较差", "E": "差"}
STANDARD = {
    "NONE": "预收资金余额未超过风险警示标准，目前无需存管。",
    "GENERAL": "预收资金余额超过一般风险警示标准，须按规定比例存管。",
    "SPECIAL": "预收资金余额超过特别风险警示标准，须全额存管。",
    "FULL": "须全额存管（成立不满一年、商场类或者严重失信）。",
}
# verdict: sign, word, English, sentence
MEASURES = {
    "COMPLIANT": (
        *("good", "措施符合要求", "Measures suffice"),
        "应存管的资金已经存管，或者已有保险、保函覆盖，或者无需存管。",
    ),
    "SHORTFALL": (
        *("bad", "措施不足", "Measures do not suffice"),
        "存管资金与有效保障合计低于应存管的数额。",
    ),
    "UNVERIFIED": (
        *("open", "待核实", "Not verified"),
        "存管银行尚未提供数据，是否足额无法核实。",
    ),
    "UNKNOWN": (
        *("open", "无从核定", "Not known"),
        "未接入监管平台，存管情况无从核定。",
    ),
}
_INSTRUMENTS = {
    "PLAN": "沪商秩序〔2022〕7号",
    "REG": "《上海市单用途预付消费卡管理规定》",
    "IM-2019": "《上海市单用途预付消费卡管理实施办法》",
    "MOFCOM-9": "《单用途商业预付卡管理办法（试行）》",
    "BIZ-SH": "《上海市优化营商环境条例》",
    "CREDIT": "《上海市社会信用条例》",
}
_INNER = re.compile(r"[IC]-\d\d(?: [IC]-\d\d)*")  # readings of ours, of no use to a citizen
_ARTICLE = re.compile(r"(\d+)(?:\((\d+)\))?")


def in_two_languages(text: str) -> tuple[str, str]:
    """A reason's Chinese, and the English that stands behind it in round brackets."""
    chinese, _, english = text.partition(" (")
    return chinese, english.removesuffix(")")


def cited(rule: str) -> str:
    """A rule as a citizen can look it up: full titles, articles in Chinese."""
    parts = (part.strip() for part in rule.split(";"))
    return "；".join(_one(part) for part in parts if not _INNER.fullmatch(part))


def _one(part: str) -> str:
    name, _, rest = part.partition(" ")
    title = _INSTRUMENTS.get(name, name)
    _, article, numbers = rest.partition("Art. ")
    if article:
        return title + "、".join(_ARTICLE.sub(_article, number) for number in numbers.split())
    return f"{title} {rest}".strip()


def _article(found: re.Match[str]) -> str:
    return f"第{found[1]}条" + (f"第{found[2]}款" if found[2] else "")


def day(text: str | None) -> str:
    """A calendar day in Chinese; a dash for none."""
    if text is None:
        return "—"
    year, month, of_month = text.split("-")
    return f"{year}年{int(month)}月{int(of_month)}日"


def moment() -> str:
    """The present minute in Shanghai."""
    return f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"


FILTERS: Mapping[str, Callable[..., object]] = {
    "day": day,
    "cited": cited,
    "in_two_languages": in_two_languages,
    "status": STATUS.__getitem__,
    "outlet_status": OUTLET_STATUS.__getitem__,
    "link_status": LINK_STATUS.__getitem__,
    "issuer": ISSUER.__getitem__,
    "listing": LISTING.__getitem__,
    "ground": GROUND.__getitem__,
    "grade": GRADE.__getitem__,
    "standard": STANDARD.__getitem__,
    "measures": MEASURES.__getitem__,
}
