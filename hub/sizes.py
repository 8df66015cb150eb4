"""How large the parts of a request are that no page size tells of: inputs and equal names.

In: argument values, variables, a parsed document. Out: numbers, for the budget. An input object
counts each field in it and each object in its lists, since each becomes a part of the statement;
plain lists count nothing, for they are bound whole. Equal response keys are compared with one
another by validation, in time that grows with their square. All passes are linear.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, ListValueNode, ObjectValueNode, VariableNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphql import DocumentNode


def of_variable(value: Any) -> int:
    """The fields and objects in a variable as it was sent."""
    total, waiting = 0, [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            total += len(each)
            waiting += each.values()
        elif isinstance(each, list):
            total += sum(isinstance(item, dict) for item in each)
            waiting += (item for item in each if isinstance(item, dict | list))
    return total


def of_variables(variables: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """The sizes of the variables that have one."""
    return tuple(
        (name, of_variable(value))
        for name, value in variables.items()
        if isinstance(value, dict | list)
    )


def of_literals(values: Iterable[Any], variables: Mapping[str, Any]) -> int:
    """The same of values in a document; a variable counts wherever it is used."""
    total, waiting = 0, [*values]
    while waiting:
        each = waiting.pop()
        if isinstance(each, VariableNode):
            total += of_variable(variables.get(each.name.value))
        elif isinstance(each, ObjectValueNode):
            total += len(each.fields)
            waiting += (part.value for part in each.fields)
        elif isinstance(each, ListValueNode):
            total += sum(isinstance(item, ObjectValueNode) for item in each.values)
            waiting += each.values
    return total


def names(document: DocumentNode) -> tuple[Counter[str], int]:
    """How often each response key stands in a document, and its longest alias."""
    found: Counter[str] = Counter()
    longest, waiting = 0, [getattr(node, "selection_set", None) for node in document.definitions]
    while waiting:
        selections = waiting.pop()
        for node in selections.selections if selections is not None else ():
            waiting.append(getattr(node, "selection_set", None))
            if isinstance(node, FieldNode):
                alias = node.alias.value if node.alias else ""
                found[alias or node.name.value] += 1
                longest = max(longest, len(alias))
    return found, longest
