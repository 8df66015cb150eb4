"""What statistics are sliced by: the words of each dimension in Chinese, and the fixed ones.

In: nothing. Out: `LABELS` of the closed dimensions by key, where the empty key is what has none;
districts and trades are named by their registers, a year of linking by itself. `FIXED` are the
dimensions of the figures that are published to everybody, crossed `TOGETHER` at most.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from hub.domain.vocabulary import Dimension

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NONE = ""
# The column of a published cell that holds the key of each fixed dimension.
FIXED: Mapping[Dimension, str] = {
    Dimension.DISTRICT: "district",
    Dimension.INDUSTRY: "industry",
    Dimension.RISK_CODE: "risk_code",
}
TOGETHER = 2

LABELS: Mapping[Dimension, Mapping[str, str]] = {
    Dimension.DISTRICT: {NONE: "未知"},
    Dimension.INDUSTRY: {NONE: "未分类"},
    Dimension.SYSTEM: {
        "OWN": "自有业务处理系统",
        "PUBLIC_BASE": "公共基础业务处理系统",
        NONE: "未对接",
    },
    Dimension.CUSTODY_METHOD: {
        "ACCOUNT": "专用存款账户",
        "COVER": "保险、保函",
        "BOTH": "账户并保险、保函",
        NONE: "无",
    },
    Dimension.ISSUE_PERIOD: {NONE: "未对接"},
    Dimension.ISSUER: {
        "NOT_KNOWN": "未知是否发卡",
        "REPORTED": "反映发卡",
        "CONFIRMED": "确认发卡",
        "CEASED": "已停止发卡",
        NONE: "未开放",
    },
    Dimension.RISK_CODE: {
        "GREEN": "绿码",
        "YELLOW": "黄码",
        "RED": "红码",
        "BLACK": "黑码",
        NONE: "无码",
    },
    Dimension.LIGHT: {"GREEN": "绿灯", "YELLOW": "黄灯", "RED": "红灯", NONE: "无灯"},
    Dimension.LINK_STATUS: {
        "UNLINKED": "未对接",
        "LINKED": "已对接",
        "NOT_REQUIRED": "无须对接",
        "DELINKING": "解除对接中",
        "DELINKED": "已解除对接",
        NONE: "未知",
    },
    Dimension.COMPLAINT_CATEGORY: {},
}


def level(chosen: Iterable[Dimension | str]) -> str:
    """The name of a table of published cells: its dimensions in the order of the vocabulary."""
    words = set(chosen)
    return "+".join(dimension for dimension in FIXED if dimension in words)


LEVELS: tuple[tuple[Dimension, ...], ...] = tuple(
    chosen for size in range(TOGETHER + 1) for chosen in combinations(FIXED, size)
)
