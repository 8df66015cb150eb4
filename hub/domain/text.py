"""Text: what search compares, what intake refuses, and the masked forms that are stored.

In: text of any script. Out: the compared form, its bigrams, or the form with private parts cut.
Refused (`is_safe_text`): NUL, lone surrogates, bidirectional controls. The masks follow
`domain.md` §4.5 (I-21): name first character, address to the street; complaint text loses digit
runs and the names after 投诉人 and 联系人, since no complainant identity is kept (REG Art. 9(1)).
"""

from __future__ import annotations

import re
import unicodedata

STARS = "***"

_UNSAFE = re.compile("[\x00\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ROAD_END = re.compile(r".*(?:路|街|道|弄|巷|胡同)", re.DOTALL)
_ROAD_FIRST = re.compile(r".*?(?:路|街|大道|道|弄|巷|胡同)", re.DOTALL)
_DIGIT = re.compile(r"\d")
_DIGIT_RUN = re.compile(r"\d{7,}[Xx]?|(?<!\d)1\d{2}[- ]\d{4}[- ]\d{4}(?!\d)")
_NAMELESS = (
    "称|反映|表示|要求|认为|希望|提供|说|于|在|的|与|和|等|已|多次|购|办|到|向|因|联系|电话|手机|"
    "来电|投诉|无法|不|未|另|再|现|同意|提出|拒|接受|是|为|姓|手中|名下|本人|被"
)
_PERSON = re.compile(
    r"(投诉人|联系人)((?:姓名|名字)?[:：\s]*(?:是|为|叫|系)?\s*)"
    rf"(?!{_NAMELESS})"
    rf"([\u4e00-\u9fff·]{{1,4}}?(?=$|[^\u4e00-\u9fff·]|{_NAMELESS})|[\u4e00-\u9fff·]{{1,4}}"
    r"|[A-Za-z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,3})"
)


def normalise(text: str) -> str:
    """The form that `contains` and `search` compare: NFKC, case-folded, whitespace collapsed."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())


def bigrams(text: str) -> tuple[str, ...]:
    """The distinct pairs of neighbouring characters inside each word, in order of appearance.

    A word of one character gives itself; two characters suffice for a search.
    """
    found: dict[str, None] = {}
    for word in normalise(text).split(" "):
        pairs = [word] if len(word) == 1 else [word[i : i + 2] for i in range(len(word) - 1)]
        found.update(dict.fromkeys(pairs))
    return tuple(found)


def is_safe_text(text: str) -> bool:
    """False when the text holds NUL, a lone surrogate or a bidirectional control."""
    return "\x00" not in text if text.isascii() else _UNSAFE.search(text) is None


def mask_name1(name: str) -> str:
    """First character and three stars; a name of one character shows nothing."""
    trimmed = name.strip()
    return trimmed[0] + STARS if len(trimmed) > 1 else STARS


def mask_street(address: str) -> str:
    """The address through its street, without house number and what follows; else three stars."""
    trimmed = unicodedata.normalize("NFKC", address).strip()
    number = _DIGIT.search(trimmed)
    head = (trimmed[: number.start()] if number else trimmed).rstrip()
    whole = _ROAD_END.fullmatch(head)
    street = whole or _ROAD_FIRST.match(head)
    return street.group() if street else STARS


def mask_digits_and_names(text: str) -> str:
    """Complaint text with digit runs of 7 and more, and names after 投诉人/联系人, as stars."""
    return _PERSON.sub(rf"\1\2{STARS}", _DIGIT_RUN.sub(STARS, text))
