"""addSeriousDishonestyListing: the district regulator lists a merchant as seriously dishonest.

In: merchant, ground, its text, number of the decision, first day. Out: the entry. Refused: a
merchant that is not known (NOT_FOUND) or not of the caller's district and trade (NOT_ALLOWED), one
that is on the list already (WRONG_STATE), a decision that was entered before (CONFLICT), a day to
come (INVALID), a ground that the records do not show (INCOMPLETE). REG Art. 25(2); IM-2019
Art. 2(3); C-11, C-12.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from hub import rule_set
from hub.commands import facts
from hub.commands.act import Act, Done, Input, absent, demand, refuse
from hub.commands.given import LINE, optional_text, text, word
from hub.commands.versions import Stored, append, current, figures_wait, place_of
from hub.domain.listing import GroundFacts, check_listing, is_listed
from hub.domain.thresholds import Scope
from hub.domain.violations import VIOLATIONS
from hub.domain.vocabulary import ListingGround, ListingKind, OperatingStatus, UserErrorCode
from hub.errors import DomainError
from hub.tables.credit import listing
from hub.tables.enforcement import penalty

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

KIND = ListingKind.SERIOUS_DISHONESTY.value
_UNDER_REG = frozenset(each.code for each in VIOLATIONS if each.legal_basis.startswith("REG"))
_JUDGMENT = re.compile(
    r"[（(](?:19|20)\d{2}[）)](?:最高法|[京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新兵军]\d{0,4})"
    r"刑[\u4e00-\u9fa5]{1,3}\d{1,8}号"
)


def add_listing(connection: Connection, act: Act, given: Input) -> Done:
    firm = facts.merchant_by_uscc(connection, given["merchant"])
    if firm is None:
        absent("merchant")
    demand(act, "addSeriousDishonestyListing", facts.about(connection, firm), "merchant")
    reference = text(given, "reference", 200)
    place = place_of(act, "Listing", listing, firm["merchant_id"], (firm["uscc"], KIND, reference))
    entries = _entries(connection, firm["merchant_id"])
    if any(is_listed(each["listed_on"], each["removed_on"], act.today) for each in entries):
        refuse(UserErrorCode.WRONG_STATE, "该经营者已在名单内 (it is on the list)", "merchant")
    if current(connection, place) is not None:
        refuse(UserErrorCode.CONFLICT, "该决定已录入 (this decision was entered)", "reference")
    ground, said = ListingGround(word(given["ground"])), optional_text(given, "groundText", LINE)
    _check(connection, act, firm, ground, said, given["listedOn"], entries)
    values = {
        "kind": KIND,
        "ground": ground.value,
        "ground_text": said,
        "decided_by": act.principal.name or act.principal.party,
        "reference": reference,
        "listed_on": given["listedOn"],
    }
    figures_wait(connection, act, firm["merchant_id"])
    source = facts.source_of(connection, act, "listings")
    return append(connection, act, place, None, values, source)


def _entries(connection: Connection, merchant_id: int) -> list[Stored]:
    c = listing.c
    mine = (c.merchant_id == merchant_id, c.kind == KIND, c.superseded_at.is_(None))
    rows = connection.execute(select(c.listed_on, c.removed_on).where(*mine)).mappings()
    return [dict(row) for row in rows]


def _check(
    connection: Connection,
    act: Act,
    firm: Stored,
    ground: ListingGround,
    said: str | None,
    listed_on: date,
    entries: list[Stored],
) -> None:
    if listed_on > act.today:
        refuse(UserErrorCode.INVALID, "列入日期晚于今日 (listed in the future)", "listedOn")
    values = rule_set.thresholds_of(connection).on(
        act.today, Scope(firm["industry"] or "", "", firm["district"])
    )
    removed = [each["removed_on"] for each in entries if each["removed_on"] is not None]
    found = GroundFacts(
        day=act.today,
        operating_status=OperatingStatus(firm["status"]),
        arrangement_made=False if said else None,
        reachable=False if said else None,
        penalties=_penalties(connection, firm["merchant_id"]),
        # the hub keeps no judgments: the ground names the one it rests on
        convicted=_JUDGMENT.search(said or "") is not None,
        removed_on=max(removed, default=None),
    )
    try:
        check_listing(ground, said, listed_on, found, values)
    except DomainError as error:
        field = "groundText" if ground is ListingGround.OTHER else "ground"
        refuse(UserErrorCode.INCOMPLETE, error.message, field)


def _penalties(connection: Connection, merchant_id: int) -> tuple[date, ...]:
    """Decision days of penalties under REG that stand."""
    c = penalty.c
    days = connection.scalars(
        select(c.decided_on).where(
            c.merchant_id == merchant_id,
            c.superseded_at.is_(None),
            c.revoked_on.is_(None),
            c.violation.in_(sorted(_UNDER_REG)),
        )
    )
    return tuple(sorted(days))
