"""Documents: parsed once, checked once for each set of rights.

In: the text of a document. Out: a `Document` with its digest; the operation that was asked for.
Refuses what cannot be read (syntax, too many tokens), texts that no database can hold, a document
with several operations and no name, a name that is not there.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    KnownDirectivesRule,
    KnownFragmentNamesRule,
    NoFragmentCyclesRule,
    NoUnusedFragmentsRule,
    OperationDefinitionNode,
    PossibleFragmentSpreadsRule,
    UniqueDirectivesPerLocationRule,
    UniqueFragmentNamesRule,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import (
    DeferStreamDirectiveLabel,
    DeferStreamDirectiveOnRootField,
    DeferStreamDirectiveOnValidOperationsRule,
    StreamDirectiveOnListField,
)

from hub.cache import Cache
from hub.errors import BadRequestError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hub.rights import View

REMEMBERED = 1_000
PARSED = 80  # bytes of a parsed document for each character of its text (measured)
ROOM = 16_000_000  # bytes
_UNSAFE = re.compile("[\x00\ud800-\udfff]")
# What these judge begins with a mark: where it is not in the text there is nothing to judge.
MARKED: Mapping[str, set[type[ASTValidationRule]]] = {
    "@": {
        DeferStreamDirectiveLabel,
        DeferStreamDirectiveOnRootField,
        DeferStreamDirectiveOnValidOperationsRule,
        KnownDirectivesRule,
        StreamDirectiveOnListField,
        UniqueDirectivesPerLocationRule,
    },
    "...": {KnownFragmentNamesRule, PossibleFragmentSpreadsRule},
    "fragment": {NoFragmentCyclesRule, NoUnusedFragmentsRule, UniqueFragmentNamesRule},
}


@dataclass(frozen=True)
class Document:
    """A parsed document and what it is known by."""

    digest: str
    text: str
    node: DocumentNode
    operations: Mapping[str, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDefinitionNode] = field(default_factory=dict)

    def weight(self) -> int:
        """About how many bytes it takes."""
        return PARSED * len(self.text)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation asked for; the only one when no name is given."""
        if name is None:
            if len(self.operations) != 1:
                raise BadRequestError(
                    "OPERATION_NAME_NEEDED", "the document has several operations: name one"
                )
            return next(iter(self.operations.values()))
        if name not in self.operations:
            raise BadRequestError("OPERATION_UNKNOWN", "the document has no operation of that name")
        return self.operations[name]


class Documents:
    """Remembers parsed documents and what validation said of them."""

    def __init__(self, max_tokens: int) -> None:
        self.max_tokens = max_tokens
        self._parsed: Cache[str, Document] = Cache(REMEMBERED, ROOM, Document.weight)
        self._verdicts: Cache[tuple[str, str], tuple[GraphQLError, ...]] = Cache(REMEMBERED)

    def parse(self, text: str) -> Document:
        """Read a document. Raises BadRequestError SYNTAX."""
        digest = self.digest(text)
        return self._parsed.get_or_make(digest, lambda: self._parse(text, digest))

    @staticmethod
    def digest(text: str) -> str:
        """What a document is known by: SHA-256 of its text."""
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def _parse(self, text: str, digest: str) -> Document:
        try:
            node = parse(text, max_tokens=self.max_tokens)
        except GraphQLError as error:
            at = error.locations[0] if error.locations else None
            where = f" at line {at.line}, column {at.column}" if at else ""
            raise BadRequestError("SYNTAX", f"the document cannot be read{where}") from error
        except RecursionError as error:
            raise BadRequestError("SYNTAX", "the document is nested too deeply") from error
        refuse_unsafe(list(_texts(node)) if "\\u" in text else text)
        operations = {
            each.name.value if each.name else "": each
            for each in node.definitions
            if isinstance(each, OperationDefinitionNode)
        }
        if not operations:
            raise BadRequestError("NO_OPERATION", "the document has no operation")
        fragments = {
            each.name.value: each
            for each in node.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        return Document(digest, text, node, operations, fragments)

    def errors(self, document: Document, view: View) -> tuple[GraphQLError, ...]:
        """What does not fit the caller's own schema; hidden names and made-up ones are alike."""
        key = (document.digest, view.key)
        return self._verdicts.get_or_make(key, lambda: check(document, view))


def check(document: Document, view: View) -> tuple[GraphQLError, ...]:
    """The same, found out anew."""
    rules = _rules(document.text)
    return tuple(validate(view.schema, document.node, rules, hide_suggestions=True))


def _rules(text: str) -> list[type[ASTValidationRule]]:
    idle = {rule for mark, rules in MARKED.items() if mark not in text for rule in rules}
    return [rule for rule in specified_rules if rule not in idle]


def refuse_unsafe(value: Any) -> None:
    """Refuse a NUL or half a surrogate pair in any text of a value: PostgreSQL takes neither."""
    if isinstance(value, str):
        if _UNSAFE.search(value):
            raise BadRequestError("TEXT_UNSAFE", "a text has a NUL or half a surrogate pair")
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            refuse_unsafe(each)


def _texts(node: DocumentNode) -> Iterator[str]:
    """What the tokens of a document say, escapes resolved."""
    token = node.loc.start_token if node.loc is not None else None
    while token is not None:
        yield token.value or ""
        token = token.next
