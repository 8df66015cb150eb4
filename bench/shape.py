"""What a peer's answer looks like once its own way of saying things is taken off.

In: the data of a peer's answer. Out: the same values in the hub's shape: `one_x` is the only node
of a page, or null; `list_x` its nodes. `NOTHING` is what row security says where the hub says null.
"""

from __future__ import annotations

from typing import Any

ONE, LIST = "one_", "list_"
NOTHING: dict[str, Any] = {"nodes": []}


def unwrapped(data: Any) -> Any:
    """The data in the hub's shape."""
    if isinstance(data, list):
        return [unwrapped(each) for each in data]
    if not isinstance(data, dict):
        return data
    made: dict[str, Any] = {}
    for name, value in data.items():
        if name.startswith(ONE):
            nodes = unwrapped(value["nodes"])
            made[name.removeprefix(ONE)] = nodes[0] if nodes else None
        elif name.startswith(LIST):
            made[name.removeprefix(LIST)] = unwrapped(value["nodes"])
        else:
            made[name] = unwrapped(value)
    return made
