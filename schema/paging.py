"""Lists that can grow: page information, edges, connections and their four arguments.

In: a node type. Out: `Connection[T]`, which the schema names `<T>Connection`, and `paged`, a field
with first, after, last, before. Refused: nothing here; a page above the caller's limit, and first
together with last, are refused by the plan.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

import strawberry
from strawberry import UNSET

from schema.planned import planned, said

T = TypeVar("T")

First = Annotated[
    int | None,
    said("How many from the start; at most 1,000 a page, 100 for the public. 从头取的条数"),
]
After = Annotated[str | None, said("Cursor of the row before the page, exclusive. 起始游标")]
Last = Annotated[int | None, said("How many from the end; likewise limited. 从尾取的条数")]
Before = Annotated[str | None, said("Cursor of the row after the page, exclusive. 结束游标")]


@strawberry.type(description="Where a page lies in its list, by the Relay convention. 分页信息")
class PageInfo:
    has_next_page: bool = planned("Whether more follow. 是否有下一页")
    has_previous_page: bool = planned("Whether some came before. 是否有上一页")
    start_cursor: str | None = planned("Cursor of the first row; null on an empty page. 首行游标")
    end_cursor: str | None = planned("Cursor of the last row; null on an empty page. 末行游标")


@strawberry.type(description="One row of a page with its cursor. 分页行")
class Edge(Generic[T]):
    node: T = planned("The row itself. 该行内容")
    cursor: str = planned("The opaque place of the row, usable in after and before. 游标")


@strawberry.type(description="One page of a list that can grow, newest first unless ordered. 分页")
class Connection(Generic[T]):
    edges: list[Edge[T]] = planned("The rows of the page with their cursors. 行与游标")
    nodes: list[T] = planned("The rows of the page alone. 各行")
    page_info: PageInfo = planned("Where the page lies. 分页信息")
    total_count: int = planned("How many rows you may see in the whole list. 总数")


def paged(text: str, size: int = 20) -> Any:
    """A connection field whose only arguments are the four of paging; `size` is first's default."""

    def page(  # type: ignore[no-untyped-def]  # its type is annotated at the field
        self: object,
        first: First = size,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ): ...

    page.__doc__ = text
    return planned(page)
