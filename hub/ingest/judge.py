"""One typed row beside what the hub knows: new, changed, unchanged, withdrawn, or refused.

In: a staged row, the current version of its fact, its merchant, the sender's relations. Out:
`Verdict`: the outcome and, where the staged document must change, the merged one. Refused with
`CellError`: MERCHANT_UNKNOWN, PARENT_UNKNOWN, OWNED_BY_OTHER, what `hub.ingest.relations` refuses,
KEY_COLLISION (two codes with one hash), REQUIRED where no version before fills the gap. A relation
that is widened by one who may not confirm it loses its confirmation (security T113).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authz.vocabulary import Action
from hub.domain.vocabulary import IssuerStatus
from hub.ingest.relations import CONFIRMED, confirmation_refused, out_of_scope
from hub.ingest.rows import CellError
from hub.ingest.staged import READY, UNCHANGED, WITHDRAWN
from hub.ingest.typed import complete

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.ingest.declare import Kind, Values
    from hub.ingest.relations import MerchantFacts, Relations
    from hub.ingest.staged import Row

UPGRADED = frozenset((IssuerStatus.NOT_KNOWN.value, IssuerStatus.REPORTED.value))


@dataclass(slots=True)
class Known:
    """What the hub knows around one row. `home`: the merchant that has the fact now."""

    merchant_id: int
    home: int
    current: Values | None
    merchant: MerchantFacts | None
    issuer_by_evidence: bool = False


@dataclass(slots=True)
class Verdict:
    """`values`: the merged row, of one that is READY."""

    outcome: str
    values: Values | None = None
    keeps_provenance: bool = False


def judge(kind: Kind, row: Row, known: Known, relations: Relations) -> Verdict:
    """The verdict on one row. Raises CellError."""
    _check_merchant(kind, row, known)
    if row.outcome == WITHDRAWN:
        return _withdraw(known, relations)
    values = _merged(kind, row, known, relations)
    confirmed_only = _check_rights(kind, values, row, known, relations)
    current = known.current
    if (
        current is not None
        and known.home == known.merchant_id
        and not _differs(kind, values, current)
    ):
        return Verdict(UNCHANGED)
    return Verdict(READY, values, keeps_provenance=confirmed_only)


def _check_merchant(kind: Kind, row: Row, known: Known) -> None:
    if kind.name == "merchants":
        if known.merchant is not None and known.merchant.uscc != row.natural_key:
            raise CellError(
                "KEY_COLLISION", "代码主键冲突，请联系运营方 (two codes, one key)", "uscc"
            )
        return
    if not kind.register and known.merchant_id != 0 and known.merchant is None:
        raise CellError(
            "MERCHANT_UNKNOWN",
            "经营者尚未入库，请先报送 merchants (send the merchant first)",
            "uscc",
        )


def _withdraw(known: Known, relations: Relations) -> Verdict:
    if known.current is None:
        return Verdict(UNCHANGED)
    values = dict(known.current)
    if not relations.may(Action.SEND, values, known.merchant):
        raise out_of_scope()
    _check_owner(values, known, relations)
    return Verdict(WITHDRAWN)


def _merged(kind: Kind, row: Row, known: Known, relations: Relations) -> Values:
    """The file's cells over the current version, completed and derived anew."""
    current = known.current
    said = dict(zip(kind.stored, row.values or (), strict=True))
    if current is None:
        values = said if row.whole else _refused_first(kind, row, said, relations)
    else:
        values = {name: current[name] for name in kind.stored}
        kind.keep(values, relations.context)
        values |= {name: said[name] for name in kind.places(row.given) if name in said}
        complete(kind, values, current, relations.context)
    if known.issuer_by_evidence and values["issuer"] in UPGRADED:
        values["issuer"] = IssuerStatus.CONFIRMED.value
    return values


def _refused_first(kind: Kind, row: Row, said: Values, relations: Relations) -> Values:
    """Why a row that leaves something open cannot be a first version. Raises CellError."""
    given = kind.places(row.given)
    for column in kind.columns:
        if column.required and column.place not in given:
            raise CellError(
                "REQUIRED", "新记录缺少此列 (a new record needs this column)", column.name
            )
    values = {name: said[name] for name in given if name in said}
    complete(kind, values, None, relations.context)
    return values


def _check_rights(kind: Kind, values: Values, row: Row, known: Known, relations: Relations) -> bool:
    """Whether the row only confirms a relation of another sender's. Raises CellError."""
    sends = relations.may(Action.SEND, values, known.merchant)
    confirms = kind.confirmable and relations.may(Action.CONFIRM, values, known.merchant)
    if kind.confirmable:
        _settle_confirmation(kind, values, row, known, relations, confirms=confirms)
    if confirms and _only_confirms(kind, values, known) and not _mine(known, relations):
        return True
    if not sends:
        relations.check_maker(values)
        raise out_of_scope()
    relations.check_maker(values)
    _check_owner(values, known, relations)
    return False


def _settle_confirmation(
    kind: Kind,
    values: Values,
    row: Row,
    known: Known,
    relations: Relations,
    *,
    confirms: bool,
) -> None:
    """Whose confirmation the relation carries after this row."""
    before = {name: known.current[name] if known.current else None for name in CONFIRMED}
    named = kind.places(row.given)
    given = any(name in named and values[name] is not None for name in CONFIRMED)
    asks = given and any(values[name] != before[name] for name in CONFIRMED)
    if asks and not confirms:
        raise confirmation_refused()
    if given and confirms:
        relations.check_confirmation(values, known.merchant_id)
        return
    if not confirms:
        values |= before
    if (
        known.current is None
        or known.home != known.merchant_id
        or _wider(kind, values, known.current)
    ):
        values |= dict.fromkeys(CONFIRMED)


def _wider(kind: Kind, values: Values, before: Mapping[str, Any]) -> bool:
    """Whether the relation gives more than the one that was confirmed."""
    if kind.name == "links":
        newly = values["status"] == "LINKED" and before["status"] != "LINKED"
        return newly or bool(values["platform"] != before["platform"])
    if kind.name == "custody-accounts":
        was, ends = before["closed_on"], values["closed_on"]
        return was is not None and (ends is None or ends > was)
    starts, ends = values["valid_from"], values["valid_until"]
    return bool(starts < before["valid_from"] or ends > before["valid_until"])


def _only_confirms(kind: Kind, values: Values, known: Known) -> bool:
    current = known.current
    if current is None or known.home != known.merchant_id:
        return False
    others = (name for name in kind.compared if name not in CONFIRMED)
    return all(values[name] == current[name] for name in others)


def _mine(known: Known, relations: Relations) -> bool:
    current = known.current
    return current is not None and current["source"] == relations.context.sender.source


def _check_owner(values: Values, known: Known, relations: Relations) -> None:
    """A source supersedes its own facts; what the hub derived itself is nobody's."""
    current = known.current
    if current is None or _mine(known, relations) or current["rule_version"] is not None:
        return
    if not relations.owns_all(values):
        raise CellError("OWNED_BY_OTHER", "该记录由其他来源报送 (another source made this record)")


def _differs(kind: Kind, values: Values, current: Mapping[str, Any]) -> bool:
    return any(values[name] != current[name] for name in kind.compared)
