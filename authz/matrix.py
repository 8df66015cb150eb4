"""Who may see and do what, as two tables that a reviewer reads in a diff.

Comes in: a policy. Goes out: CSV text: coordinate × party kind (scopes, each with its mask unless
plain) and act or intake × party kind (scopes). `tests/authz/golden.py` writes them; nothing else
does. Pages of lists are left out: they are visible wherever their list is.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from authz.vocabulary import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from authz.grant import Grant
    from authz.policy import Policy

Table = list[list[str]]


def visibility(policy: Policy) -> Table:
    """Header, then a row for each coordinate and argument that any family names."""
    grants = {kind: policy.grant([kind]) for kind in policy.names.kinds}
    names = sorted(
        name
        for name in policy.families
        if policy.names.coordinates.get(name) not in policy.names.wrappers
    )
    table = [["coordinate", "families", *grants]]
    for name in (*names, *policy.unclaimed):
        cells = [" | ".join(_seen(grant, name)) for grant in grants.values()]
        table.append([name, "+".join(policy.families_of(name)), *cells])
    return table


def _seen(grant: Grant, name: str) -> Iterable[str]:
    seen = [
        rule.scope if rule.mask == PLAIN else f"{rule.scope}:{rule.mask}"
        for rule in grant.rules_for(name)
    ]
    seen += [f"{figure.scope} {figure.limits}" for figure in grant.aggregates.get(name, ())]
    return dict.fromkeys(seen)


def actions(policy: Policy) -> Table:
    """Header, then a row for each act, kind of intake and relation to confirm."""
    grants = {kind: policy.grant([kind]) for kind in policy.names.kinds}
    table = [["action", "object", *grants]]
    for action, tables in (
        ("act", {kind: grant.acts for kind, grant in grants.items()}),
        ("send", {kind: grant.sends for kind, grant in grants.items()}),
        ("confirm", {kind: grant.confirms for kind, grant in grants.items()}),
    ):
        names = sorted({name for found in tables.values() for name in found})
        table.extend([action, name, *_words(name, tables)] for name in names)
    return table


def _words(name: str, tables: Mapping[str, Mapping[str, tuple[str, ...]]]) -> list[str]:
    return [" | ".join(found.get(name, ())) for found in tables.values()]


def as_csv(table: Table) -> str:
    """The table as CSV, one line a row."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    return out.getvalue()
