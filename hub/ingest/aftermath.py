"""What an accepted row brings with it: first link and risk, issuer, alert, search, children.

In: a batch whose rows are in their table. Out: further versions made by the hub itself, marked by
their rule version, so that nobody owns them. It refuses nothing. A merchant has a link {UNLINKED}
and a risk from its first day on; a link, report, account or guarantee confirms it as an issuer;
a confirmed enterprise that should link and does not carries the warning light (PLAN 信用监管三).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, and_, insert, literal, null, select, update

from hub.domain.identifiers import fact_key, node_id
from hub.domain.node_types import letter_of
from hub.domain.reasons import public_reasons, regulator_reasons
from hub.domain.vocabulary import IssuerStatus, LinkStatus, MerchantKind
from hub.ingest.apply import of_batch
from hub.ingest.judge import UPGRADED
from hub.ingest.look import LINKED
from hub.ingest.records import PAYLOAD, Records, pack, types_of
from hub.ingest.stage import READY, TAKEN
from hub.ingest.versions import TICK, after, close, latest_recorded, replace
from hub.tables.base import Text
from hub.tables.credit import risk_status
from hub.tables.fund import custody_balance, guarantee_claim
from hub.tables.intake import staged_row
from hub.tables.merchant import link, merchant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select, Table

    from hub.domain.reasons import Reason
    from hub.ingest.merge import Merge

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


def follow(merge: Merge, at: datetime) -> None:
    """Everything that the accepted rows of this kind bring with them."""
    kind = merge.kind
    if kind.evidence:
        _confirm_issuers(merge, at)
    if kind.name == "merchants":
        _first_link_and_risk(merge, at)
    if kind.evidence or kind.name == "merchants":
        _alerts(merge, at)
    if kind.name in CHILDREN:
        _move_children(merge, at)


def _touched(merge: Merge, *outcomes: str) -> Select[tuple[int]]:
    return select(staged_row.c.merchant_id).where(*of_batch(merge.batch_id, *outcomes))


def _confirm_issuers(merge: Merge, at: datetime) -> None:
    """A new version, of the same source, of each merchant that is an issuer by what came."""
    evident = _touched(merge, READY)
    if merge.kind.name == "links":
        evident = select(link.c.merchant_id).where(
            link.c.superseded_at.is_(None),
            link.c.status.in_(LINKED),
            link.c.merchant_id.in_(evident),
        )
    meant = [
        merchant.c.issuer.in_(UPGRADED),
        merchant.c.merchant_id.in_(evident),
        merchant.c.superseded_at.is_(None),
    ]
    at = after(latest_recorded(merge.connection, merchant, meant), at)
    found = list(merge.connection.scalars(select(merchant.c.merchant_id).where(*meant)))
    for chunk in _chunked(found):
        _upgrade(merge, chunk, at)


def _upgrade(merge: Merge, ids: Sequence[int], at: datetime) -> None:
    payload = {PAYLOAD: pack([{"merchant_id": each} for each in ids])}
    given = Records(merge.connection.dialect.name, {"merchant_id": BigInteger()})
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


def _first_link_and_risk(merge: Merge, at: datetime) -> None:
    for part, key in ((link, "InformationLink"), (risk_status, "RiskStatus")):
        missing = (
            select(merchant.c.merchant_id, merchant.c.uscc)
            .join(staged_row, merchant.c.merchant_id == staged_row.c.merchant_id)
            .outerjoin(
                part,
                and_(part.c.merchant_id == merchant.c.merchant_id, part.c.superseded_at.is_(None)),
            )
            .where(
                *of_batch(merge.batch_id, READY),
                merchant.c.superseded_at.is_(None),
                part.c.merchant_id.is_(None),
            )
        )
        found = merge.connection.execute(missing).all()
        before = [part.c.merchant_id.in_(_touched(merge, READY))]
        at = after(latest_recorded(merge.connection, part, before), at)
        for chunk in _chunked(found):
            rows = [
                _made(merge, key, row.merchant_id, row.uscc)
                | (_unlinked() if part is link else _no_code(merge, alert=False))
                for row in chunk
            ]
            replace(merge.connection, part, rows, at=at, batch_id=merge.batch_id)


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


def _alerts(merge: Merge, at: datetime) -> None:
    """The warning light of those whose figures were never computed; the others are recomputed."""
    meant = (
        select(risk_status, merchant.c.issuer, merchant.c.kind, link.c.status.label("link_status"))
        .join(merchant, merchant.c.merchant_id == risk_status.c.merchant_id)
        .join(link, link.c.merchant_id == risk_status.c.merchant_id)
        .where(
            risk_status.c.merchant_id.in_(_touched(merge, *TAKEN)),
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
    for row in merge.connection.execute(meant).mappings():
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


def _move_children(merge: Merge, at: datetime) -> None:
    """Balances and claims go with their account or guarantee to another merchant."""
    table, column, type_name = CHILDREN[merge.kind.name]
    meant = [
        *of_batch(merge.batch_id, READY),
        table.c[column] == staged_row.c.fact_id,
        table.c.merchant_id != staged_row.c.merchant_id,
        table.c.superseded_at.is_(None),
    ]
    moving = select(table, staged_row.c.merchant_id.label("new_home")).where(*meant)
    rows = merge.connection.execute(moving).mappings().all()
    if not rows:
        return
    at = max(at, (latest_recorded(merge.connection, table, meant) or at) + TICK)
    gone = [{each.name: row[each.name] for each in table.c} for row in rows]
    moved = [
        old
        | {
            "merchant_id": row["new_home"],
            "node_id": node_id(letter_of(type_name), row["new_home"], old["fact_id"]),
        }
        for old, row in zip(gone, rows, strict=True)
    ]
    _close_all(merge, table, gone, at)
    replace(merge.connection, table, moved, at=at, batch_id=merge.batch_id)


def _close_all(merge: Merge, table: Table, rows: list[dict[str, Any]], at: datetime) -> None:
    given = Records(merge.connection.dialect.name, types_of(table, ("merchant_id", "fact_id")))
    keys = [{name: row[name] for name in ("merchant_id", "fact_id")} for row in rows]
    merge.connection.execute(close(table, given.c, at), {PAYLOAD: pack(keys)})


def _chunked(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
