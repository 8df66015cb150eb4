"""What is known of an operation under one set of rights, once for all requests that ask it.

In: a document's text, an operation's name, a view. Out: a `Known`: the parsed document and its
operation; whether its budget is kept and its validation, each found out when it is first asked for.
Raises what reading the document raises; that is not remembered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graphql import OperationType

from hub import limits, sizes
from hub.cache import Cache
from hub.documents import check
from hub.literals import lifted
from hub.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLError, OperationDefinitionNode

    from hub.documents import Document, Documents
    from hub.limits import Budget
    from hub.literals import Lifted
    from hub.rights import View

LEAST = 4_000  # bytes
COUNTED = 32  # sets of page sizes for which a budget is remembered


@dataclass
class Known:
    """One operation of one document, for callers of equal rights."""

    documents: Documents
    document: Document
    operation: OperationDefinitionNode
    view: View
    _counted: Cache[Any, bool] = field(default_factory=lambda: Cache(COUNTED))
    _kept: list[Budget] = field(default_factory=list)  # whatever the variables

    @cached_property
    def queries(self) -> bool:
        """Whether it only reads."""
        return self.operation.operation is OperationType.QUERY

    @cached_property
    def name(self) -> str:
        """The operation's own name, if it has one."""
        return self.operation.name.value if self.operation.name else ""

    def weight(self) -> int:
        """About how many bytes it takes beside the document: once more its nodes."""
        return self.document.weight() + LEAST

    @cached_property
    def errors(self) -> tuple[GraphQLError, ...]:
        """What of the document does not fit the caller's schema."""
        return self.documents.errors(self.document, self.view)

    def under(self, view: View) -> Known:
        """The same under other rights, checked; a thread may ask, for no memory is touched."""
        made = Known(self.documents, self.document, self.operation, view)
        made.errors = check(self.document, view)
        return made

    @cached_property
    def variables(self) -> Variables:
        """How its variables are read; only of a valid document."""
        return Variables(self.view.schema, self.operation)

    @cached_property
    def lifted(self) -> Lifted:
        """The operation without its literals; only of a valid document."""
        return lifted(self.document, self.operation, self.view.schema)

    def within(self, budget: Budget, given: Mapping[str, Any]) -> None:
        """Refuse what is over its budget; counted once for all whose page sizes are the same."""
        if budget in self._kept:
            return
        pages = tuple((k, v) for k, v in given.items() if isinstance(v, int | float))
        key = (pages, sizes.of_variables(given), budget)
        self._counted.get_or_make(key, lambda: self._check(budget, given))
        if not self.errors and not self.variables.sized:
            self._kept.append(budget)

    def _check(self, budget: Budget, given: Mapping[str, Any]) -> bool:
        limits.check(self.view.schema, self.document.node, self.operation, given, budget)
        return True
