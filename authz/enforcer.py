"""Stock Casbin, loaded with a checked policy: the judge of acts and intake, the oracle of reads.

Comes in: a `Policy`, and the meaning of the scope words. Goes out: a plain `casbin.Enforcer` that
is never changed after it is made; its rows went through the compiler's checks, so that none of the
ways in which Casbin fails late or in silence is open. The second grouping is the policy's g2 rows
and the edges that the schema adds (field → type, page → structure, subkind → kind). `row` in a
request is whatever `holds` reads: the facts of a row, or a vector of scope flags.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import casbin
from typing_extensions import override

from authz import predicates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from authz.policy import Policy

MODEL = Path(__file__).with_name("model.conf")


class _Rows(casbin.persist.Adapter):  # type: ignore[misc]  # casbin carries no types
    """Feeds rows that are checked already."""

    def __init__(self, rows: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        self._rows = tuple(rows)

    @override
    def load_policy(self, model: Any) -> None:
        for kind, values in self._rows:
            model.model[kind[0]][kind].policy.append(list(values))


def stock_enforcer(
    policy: Policy,
    holds: Callable[[str, str, Any], bool] = predicates.holds,
    *,
    roles: Iterable[str] | None = None,
) -> casbin.Enforcer:
    """A stock enforcer over all rows, or over the p rows that some roles hold."""
    held = policy.above.keys() if roles is None else policy.closure(roles)
    rows = [
        (row.kind, row.values) for row in policy.rows if row.kind != "p" or row.values[0] in held
    ]
    edges = [("g2", edge) for edge in policy.names.edges()]
    enforcer = casbin.Enforcer(str(MODEL), _Rows((*rows, *edges)))
    enforcer.add_function("holds", holds)
    enforcer.add_function("family", lambda name, obj: family_of(policy, name, obj))
    return enforcer


def family_of(policy: Policy, name: str, obj: str) -> str:
    """The family of a row on `obj` where it opens `name`; empty for acts and intake."""
    family = obj.partition("/")[0]
    return family if policy.names.is_family(family) else policy.homes.get(name, "")
