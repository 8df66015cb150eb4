"""What an accepted row brings with it: first link and risk, issuer, alert, search, children.

In: a batch whose rows are in their table. Out: further versions made by the hub itself, marked by
their rule version, so that nobody owns them. It refuses nothing. A merchant has a link {UNLINKED}
and a risk from its first day on; a link, report, account or guarantee confirms it as an issuer;
a confirmed enterprise that should link and does not carries the warning light (PLAN 信用监管三).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, and_, func, insert, literal, null, select, update

from hub.domain.identifiers import fact_key, node_id
from hub.domain.node_types import letter_of
from hub.domain.reasons import public_reasons, regulator_reasons
from hub.domain.vocabulary import IssuerStatus, LinkStatus, MerchantKind
from hub.ingest.judge import UPGRADED
from hub.ingest.look import LINKED
from hub.ingest.records import Numbers
from hub.ingest.staged import READY, TAKEN
from hub.ingest.versions import TICK, after, close, replace
from hub.tables.base import Text
from hub.tables.credit import risk_status
from hub.tables.fund import custody_balance, guarantee_claim
from hub.tables.merchant import link, merchant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Table

    from hub.domain.reasons import Reason
    from hub.ingest.merge import Merge
    from hub.ingest.staged import Row

RULE = "intake-1"  # of what intake derives until the figures are computed
NO_CODE_RANK = 1  # GREEN < no code < YELLOW < RED < BLACK
CHUNK = 5_000

_LINK_COLUMNS = (
    "system",
    "platform",
    "linked_on",
    "mark_due_on",
    "notice_on",
    "delinked_on",
    "confirmed_by",
    "confirmed_on",
)
_STANDS_LINKED = frozenset((LinkStatus.LINKED, LinkStatus.DELINKING, LinkStatus.NOT_REQUIRED))


def follow(merge: Merge, rows: Sequence[Row], at: datetime) -> None:
    """Everything that the accepted rows of a chunk bring with them."""
    kind = merge.kind
    fresh = {row.merchant_id for row in rows if row.outcome == READY} - {0}
    lit: Collection[int] = ()
    if kind.evidence:
        lit = _confirm_issuers(merge, merge.not_confirmed(fresh), at)
    if kind.name == "merchants":
        _first_link_and_risk(merge, sorted(fresh), at)
    if kind.name in {"merchants", "links"}:
        lit = touched(rows)
    for chunk in _chunked(sorted(lit)):
        _alerts(merge, chunk, at)
    if kind.name in CHILDREN:
        _move_children(merge, rows, at)


def touched(rows: Iterable[Row]) -> set[int]:
    """The merchants that a chunk says something new about, those that lost a fact included."""
    taken = [row for row in rows if row.outcome in TAKEN]
    return ({row.merchant_id for row in taken} | {row.home for row in taken}) - {0}


def _confirm_issuers(merge: Merge, evident: Sequence[int], at: datetime) -> Sequence[int]:
    """A new version, of the same source, of each merchant that is an issuer by what came."""
    given = Numbers(merge.connection.dialect.name, "merchant_id")
    chosen = select(merchant.c.merchant_id, merchant.c.recorded_at).select_from(given.source)
    meant = [merchant.c.merchant_id == given.c["merchant_id"], merchant.c.issuer.in_(UPGRADED)]
    chosen = chosen.join(merchant, and_(*meant, merchant.c.superseded_at.is_(None)))
    if merge.kind.name == "links":
        stands = [link.c.superseded_at.is_(None), link.c.status.in_(LINKED)]
        chosen = chosen.join(link, and_(link.c.merchant_id == merchant.c.merchant_id, *stands))
    rows = merge.connection.execute(chosen, given.bind([(each,) for each in evident])).all()
    at = after(max((row.recorded_at for row in rows), default=None), at)
    found = [row.merchant_id for row in rows]
    for chunk in _chunked(found):
        _upgrade(merge, chunk, at)
    return found


def _upgrade(merge: Merge, ids: Sequence[int], at: datetime) -> None:
    given = Numbers(merge.connection.dialect.name, "merchant_id")
    payload = given.bind([(each,) for each in ids])
    mine = merchant.c.merchant_id == given.c["merchant_id"]
    merge.connection.execute(
        update(merchant).values(superseded_at=at).where(mine, merchant.c.superseded_at.is_(None)),
        payload,
    )
    values: dict[str, ColumnElement[Any]] = dict(merchant.c) | {
        "issuer": literal(IssuerStatus.CONFIRMED.value, Text),
        "recorded_at": literal(at, merchant.c.recorded_at.type),
        "superseded_at": null(),
        "batch_id": literal(merge.batch_id, BigInteger()),
    }
    copied = (
        select(*(value.label(name) for name, value in values.items()))
        .select_from(given.source, merchant)
        .where(mine, merchant.c.superseded_at == at)
    )
    merge.connection.execute(
        insert(merchant).from_select(list(values), copied, include_defaults=False), payload
    )


def _first_link_and_risk(merge: Merge, fresh: Sequence[int], at: datetime) -> None:
    for part, key in ((link, "InformationLink"), (risk_status, "RiskStatus")):
        for chunk in _chunked(fresh):
            found = _without(merge, part, chunk)
            rows = [
                _made(merge, key, row.merchant_id, row.uscc)
                | (_unlinked() if part is link else _no_code(merge, alert=False))
                for row in found
            ]
            latest = max((row.latest for row in found if row.latest is not None), default=None)
            begins = after(latest, at)
            replace(merge.connection, part, rows, at=begins, batch_id=merge.batch_id)


def _without(merge: Merge, part: Table, ids: Sequence[int]) -> Sequence[Any]:
    """Merchants that have no current row of a part, and when they last had one."""
    given = Numbers(merge.connection.dialect.name, "merchant_id")
    ended = part.c.superseded_at
    chosen = (
        select(
            merchant.c.merchant_id,
            merchant.c.uscc,
            func.max(ended, type_=ended.type).label("latest"),
        )
        .select_from(given.source)
        .join(
            merchant,
            and_(
                merchant.c.merchant_id == given.c["merchant_id"],
                merchant.c.superseded_at.is_(None),
            ),
        )
        .outerjoin(part, part.c.merchant_id == merchant.c.merchant_id)
        .group_by(merchant.c.merchant_id, merchant.c.uscc)
        .having(func.count(part.c.merchant_id) == func.count(ended))
    )
    return merge.connection.execute(chosen, given.bind([(each,) for each in ids])).all()


def _made(merge: Merge, type_name: str, merchant_id: int, uscc: str) -> dict[str, Any]:
    context = merge.relations.context
    fact_id = fact_key(context.secret, type_name, (uscc,))
    return {
        "merchant_id": merchant_id,
        "fact_id": fact_id,
        "node_id": node_id(letter_of(type_name), merchant_id, fact_id),
        "source": context.sender.source,
        "provider": context.sender.principal.party,
        "rule_version": RULE,
    }


def _unlinked() -> dict[str, Any]:
    return {"status": LinkStatus.UNLINKED.value, **dict.fromkeys(_LINK_COLUMNS)}


def _no_code(merge: Merge, *, alert: bool) -> dict[str, Any]:
    codes = ("NOT_LINKED_ALERT",) if alert else ("NOT_CONFIRMED_ISSUER",)
    return {
        "code": None,
        "rank": NO_CODE_RANK,
        "alert": alert,
        "since": merge.relations.context.today,
        "uncertain": True,
        "public_reasons": _words(public_reasons(codes)),
        "light": None,
        "reasons": _words(regulator_reasons(codes)),
        "way_to_green": None,
        "inputs": None,
        "computed_at": None,
    }


def _words(reasons: Sequence[Reason]) -> list[dict[str, str]]:
    return [{"code": each.code, "text": each.text, "rule": each.rule} for each in reasons]


def _alerts(merge: Merge, ids: Sequence[int], at: datetime) -> None:
    """The warning light of those whose figures were never computed; the others are recomputed."""
    given = Numbers(merge.connection.dialect.name, "merchant_id")
    meant = (
        select(risk_status, merchant.c.issuer, merchant.c.kind, link.c.status.label("link_status"))
        .select_from(given.source)
        .join(risk_status, risk_status.c.merchant_id == given.c["merchant_id"])
        .join(merchant, merchant.c.merchant_id == risk_status.c.merchant_id)
        .join(link, link.c.merchant_id == risk_status.c.merchant_id)
        .where(
            risk_status.c.superseded_at.is_(None),
            risk_status.c.rule_version == RULE,
            merchant.c.superseded_at.is_(None),
            link.c.superseded_at.is_(None),
        )
    )
    changed = []
    latest = at
    context = merge.relations.context
    shown = bool(context.thresholds.on(context.today)["risk.alert_unlinked"])
    bound = given.bind([(each,) for each in ids])
    for row in merge.connection.execute(meant, bound).mappings():
        alert = shown and _alerted(row["issuer"], row["kind"], row["link_status"])
        if alert != row["alert"]:
            old = {each.name: row[each.name] for each in risk_status.c}
            changed.append(old | _no_code(merge, alert=alert))
            latest = max(latest, row["recorded_at"] + TICK)
    replace(merge.connection, risk_status, changed, at=latest, batch_id=merge.batch_id)


def _alerted(issuer: str, kind: str, linked: str) -> bool:
    """REG Art. 10(1): a confirmed enterprise that should be linked and is not."""
    must = kind == MerchantKind.ENTERPRISE and linked not in _STANDS_LINKED
    return must and issuer == IssuerStatus.CONFIRMED


# kind → (table of what hangs on it, the column that holds its key)
CHILDREN: dict[str, tuple[Table, str, str]] = {
    "custody-accounts": (custody_balance, "account_id", "CustodyBalance"),
    "guarantees": (guarantee_claim, "guarantee_id", "GuaranteeClaim"),
}


def _move_children(merge: Merge, rows: Sequence[Row], at: datetime) -> None:
    """Balances and claims go with their account or guarantee to another merchant."""
    table, column, type_name = CHILDREN[merge.kind.name]
    moving = [(row.fact_id, row.home, row.merchant_id) for row in rows if row.moves]
    given = Numbers(merge.connection.dialect.name, "fact_id", "home", "new_home")
    mine = [table.c.merchant_id == given.c["home"], table.c[column] == given.c["fact_id"]]
    standing = and_(*mine, table.c.superseded_at.is_(None))
    chosen = select(table, given.c["new_home"].label("new_home"))
    found = merge.connection.execute(
        chosen.select_from(given.source).join(table, standing), given.bind(moving)
    )
    gone, moved = [], []
    for row in found.mappings() if moving else ():
        old = {each.name: row[each.name] for each in table.c}
        new_id = node_id(letter_of(type_name), row["new_home"], old["fact_id"])
        gone.append(old)
        moved.append(old | {"merchant_id": row["new_home"], "node_id": new_id})
    if moved:
        at = after(max(row["recorded_at"] for row in gone), at)
        _close_all(merge, table, gone, at)
        replace(merge.connection, table, moved, at=at, batch_id=merge.batch_id)


def _close_all(merge: Merge, table: Table, rows: list[dict[str, Any]], at: datetime) -> None:
    given = Numbers(merge.connection.dialect.name, "merchant_id", "fact_id")
    keys = [(row["merchant_id"], row["fact_id"]) for row in rows]
    merge.connection.execute(close(table, given.c, at), given.bind(keys))


def _chunked(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
