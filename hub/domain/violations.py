"""The violations that orders, clues and penalties of this field name.

In: nothing. Out: code, Chinese and English name, legal basis of each. Refused: a code that is not
here (DomainError VIOLATION). The duties stand in REG (《上海市单用途预付消费卡管理规定》), the
penalties in REG Art. 26 unless another instrument is named.
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.errors import DomainError


@dataclass(frozen=True, slots=True)
class Violation:
    """One kind of breach; `legal_basis` cites instrument and article."""

    code: str
    name: str
    english: str
    legal_basis: str


VIOLATIONS = (
    Violation("NOT_LINKED", "未按规定信息对接", "not linked as required", "REG Art. 10(1)"),
    Violation(
        "UPLOAD_DEFICIENT",
        "未及时、准确、完整传送发卡及预收资金信息",
        "card data not sent in time, accurately or completely",
        "REG Art. 10(2)",
    ),
    Violation("LINK_MARK_MISSING", "未公示信息对接标识", "link mark not shown", "REG Art. 12(1)"),
    Violation(
        "FILING_MISSING",
        "未按期报送预收资金支出等情况",
        "quarterly filing missing or untrue",
        "REG Art. 12(2); Art. 26(1)",
    ),
    Violation(
        "CHARTER_DEFICIENT",
        "章程或购卡合同不符合规定",
        "charter or contract deficient",
        "REG Art. 13",
    ),
    Violation(
        "CARD_LIMIT_EXCEEDED",
        "超限额发卡",
        "card beyond the limit",
        "REG Art. 14(1); MOFCOM-9 Art. 18",
    ),
    Violation(
        "CUSTODY_DEFICIENT",
        "未采取资金存管等风险防范措施",
        "custody or other measures missing or insufficient",
        "REG Art. 15(1); Art. 26(2)",
    ),
    Violation(
        "CLOSING_NOTICE_MISSING",
        "停业、歇业或迁址未提前三十日告知",
        "no notice thirty days before closing or moving",
        "REG Art. 17",
    ),
    Violation(
        "DEREGISTRATION_NOTICE_MISSING",
        "注销对接未公示满三十日",
        "unlinked without thirty days of notice",
        "IM-2019 Art. 9",
    ),
    Violation(
        "REFUND_DELAYED",
        "故意拖延或者无理拒绝退款",
        "refund delayed on purpose or refused",
        "侵害消费者权益行为处罚办法 Art. 10",
    ),
    Violation(
        "LISTED_REPORT_MISSING",
        "严重失信主体未按期报送经营信息",
        "report of a seriously dishonest subject missing",
        "PLAN 信用监管四",
    ),
    Violation("OTHER", "其他违反单用途卡管理规定的行为", "other breach of the card rules", "REG"),
)

_BY_CODE = {violation.code: violation for violation in VIOLATIONS}


def violation(code: str) -> Violation:
    """The violation of a code. Raises DomainError VIOLATION."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise DomainError("VIOLATION", "违法行为代码不存在 (unknown violation code)") from None
