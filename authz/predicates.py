"""What each scope word means, in plain Python: the twin of the SQL flag.

Casbin's matcher calls it. Comes in: a scope word, the family of the rule (empty for acts and
intake) and the facts of one row with its caller. Goes out: yes or no. A fact that is absent or None
gives no; a word that is not in the table is a `PolicyError`, never a yes.

Facts (districts, industries and identities as of today, whatever moment the values come from):

- `caller` Principal · `today` date in Shanghai
- of the merchant: `merchant_id` int · `district` code · `district_confirmed` bool (False: read from
  the credit code alone) · `outlets` [{status, district}] · `industries` the key of the
  merchant's industry, as a list · `tasks` clues and referrals [{sender, recipient, status,
  ended_on}] ·
  `leases` [{party, officers, case_number, status, opens_on, closes_on, families, period_from,
  period_until}] that name it as subject · `links` [{platform, status, confirmed_on}] ·
  `accounts` [{bank, closed_on, confirmed_on}] · `guarantees` [{issuer, valid_from, valid_until,
  confirmed_on}] · `verdict` · `dishonesty` [{listed_on, removed_on}] of SERIOUS_DISHONESTY
- of the row: `type` GraphQL type · `dated_on` the day it speaks of, `dated_until` the last one
  where it speaks of several (None: not known; absent: facts of this type have no day) ·
  `sender` the party that sent, published or requested it · `provider` the sender of the fact
  that an objection disputes · `authority` of a case access · `institution` party code ·
  `channel` · `decided_by` the party whose decision an incoming row is (its authority, court,
  inspecting or sending party) ·
  `platform`, `bank`, `issuer`, `publisher` party codes that it names · `sealed` of a record of
  reading (absent: it is) · as in the contract
  `published_on visible_until revoked_on repaired_on penalty_class listed_on removed_on
  withdrawn_on inspected_on`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from authz.vocabulary import UNCONFIRMED_DISTRICT_FAMILIES
from hub.errors import PolicyError

if TYPE_CHECKING:
    from datetime import date

    from authz.principal import Principal

Facts = Mapping[str, Any]
Predicate = Callable[[str, Facts], bool]

_RUNNING, _ENDED = ("SENT", "ACCEPTED", "FILED"), ("DECIDED", "NOT_FILED")


def holds(scope: str, family: str, row: Facts) -> bool:
    """Whether the scope admits the row, for a rule of that family."""
    predicate = PREDICATES.get(scope)
    if predicate is None:
        raise PolicyError("POLICY_WORD", "a scope word has no predicate")
    return predicate(family, row)


def _caller(row: Facts) -> Principal:
    caller: Principal = row["caller"]
    return caller


def _today(row: Facts) -> date:
    today: date = row["today"]
    return today


def _same(mine: object, theirs: object) -> bool:
    return mine is not None and mine not in {"", 0} and mine == theirs


def _many(row: Facts, name: str) -> tuple[Facts, ...]:
    return tuple(row.get(name) or ())


def _on_or_before(day: date | None, today: date) -> bool:
    return day is not None and day <= today


def _open_end(day: date | None, today: date) -> bool:
    """True while the end has not come: no day, or a later one."""
    return day is None or day > today


def every_row(_family: str, _row: Facts) -> bool:
    return True


def published(_family: str, row: Facts) -> bool:
    """Half-open windows in Shanghai days; a penalty without `visible_until` is never public."""
    today, kind = _today(row), row.get("type")
    if kind == "Penalty":
        return (
            _on_or_before(row.get("published_on"), today)
            and row.get("visible_until") is not None
            and today < row["visible_until"]
            and row.get("revoked_on") is None
            and row.get("repaired_on") is None
            and row.get("penalty_class") not in {None, "warning"}
        )
    if kind == "Listing":
        return (
            _on_or_before(row.get("listed_on"), today)
            and row.get("removed_on") is None
            and _open_end(row.get("visible_until"), today)
        )
    if kind in {"Rating", "RiskWarning"}:
        shown = _on_or_before(row.get("published_on"), today)
        return shown and row.get("withdrawn_on") is None
    return False


def own_district(family: str, row: Facts) -> bool:
    mine = _caller(row).district
    open_in = {each["district"] for each in _many(row, "outlets") if each["status"] == "OPEN"}
    if mine is None:
        return False
    if mine in open_in:
        return True
    confirmed = bool(row.get("district_confirmed")) or family in UNCONFIRMED_DISTRICT_FAMILIES
    return confirmed and _same(mine, row.get("district"))


def own_industry(family: str, row: Facts) -> bool:
    caller = _caller(row)
    inside = not set(caller.industries).isdisjoint(row.get("industries") or ())
    return inside and (caller.district is None or own_district(family, row))


def own_industry_with_district(family: str, row: Facts) -> bool:
    return _caller(row).district is not None and own_industry(family, row)


def addressed(_family: str, row: Facts) -> bool:
    """A clue or referral of another to the caller that runs, or ended not long ago (I-25)."""
    party, since = _caller(row).party, _caller(row).readable_since(_today(row))
    for task in _many(row, "tasks"):
        ended = task.get("ended_on")
        lately = task["status"] in _ENDED and ended is not None and ended >= since
        given = _same(party, task["recipient"]) and task["sender"] != party
        if given and (task["status"] in _RUNNING or lately):
            return True
    return False


def lease(family: str, row: Facts) -> bool:
    """An open case access of the caller, in its families and for facts dated in its period."""
    return any(_leased(each, family, row) for each in _many(row, "leases"))


def _leased(access: Facts, family: str, row: Facts) -> bool:
    caller, today = _caller(row), _today(row)
    return (
        access["status"] == "OPEN"
        and access["opens_on"] is not None
        and access["opens_on"] <= today <= access["closes_on"]
        and _same(caller.party, access["party"])
        and _same(caller.case_number, access["case_number"])
        and caller.subject in access["officers"]
        and family in access["families"]
        and _inside(row, access["period_from"], access["period_until"])
    )


def _inside(row: Facts, since: date | None, until: date | None) -> bool:
    """A type without days is outside no period; an unknown day is outside a bounded one."""
    if "dated_on" not in row:
        return True
    first: date | None = row["dated_on"]
    last: date | None = row.get("dated_until", first)
    begun = since is None or (first is not None and since <= first)
    return begun and (until is None or (last is not None and last <= until))


def served(_family: str, row: Facts) -> bool:
    party = _caller(row).party
    return any(
        link["status"] == "LINKED"
        and _same(party, link["platform"])
        and link["confirmed_on"] is not None
        for link in _many(row, "links")
    )


def own_clients(_family: str, row: Facts) -> bool:
    mine, today = _caller(row).institution, _today(row)
    account = any(
        _same(mine, each["bank"])
        and each["confirmed_on"] is not None
        and _open_end(each["closed_on"], today)
        for each in _many(row, "accounts")
    )
    return account or any(
        _same(mine, each["issuer"])
        and each["confirmed_on"] is not None
        and each["valid_from"] <= today <= each["valid_until"]
        for each in _many(row, "guarantees")
    )


def in_shortfall(_family: str, row: Facts) -> bool:
    today = _today(row)
    return row.get("verdict") == "SHORTFALL" or any(
        each["listed_on"] <= today and _open_end(each["removed_on"], today)
        for each in _many(row, "dishonesty")
    )


def self_(_family: str, row: Facts) -> bool:
    """The caller's own merchant or institution; a reading of it once that is no secret."""
    if row.get("type") == "AccessRecord" and row.get("sealed") is not False:
        return False
    caller = _caller(row)
    mine = _same(caller.merchant_id, row.get("merchant_id"))
    return mine or _same(caller.institution, row.get("institution"))


def self_done(family: str, row: Facts) -> bool:
    if row.get("type") == "Inspection" and row.get("inspected_on") is None:
        return False
    return self_(family, row)


def own_tickets(_family: str, row: Facts) -> bool:
    return row.get("channel") is not None and row["channel"] in _caller(row).channels


def own_records(_family: str, row: Facts) -> bool:
    """Sent by the caller, or an objection against a fact that the caller sent."""
    party = _caller(row).party
    return _same(party, row.get("sender")) or _same(party, row.get("provider"))


def own_facts(_family: str, row: Facts) -> bool:
    return _same(_caller(row).party, row.get("provider"))


def not_own_request(_family: str, row: Facts) -> bool:
    authority = row.get("authority")
    return authority is not None and authority != _caller(row).party


def own_channel(family: str, row: Facts) -> bool:
    """A complaint through the caller's channel, or a warning that the caller publishes."""
    return own_tickets(family, row) or _same(_caller(row).party, row.get("publisher"))


def own_decisions(_family: str, row: Facts) -> bool:
    return _same(_caller(row).party, row.get("decided_by"))


def names_caller(_family: str, row: Facts) -> bool:
    return _same(_caller(row).party, row.get("platform"))


def names_institution(_family: str, row: Facts) -> bool:
    mine = _caller(row).institution
    return _same(mine, row.get("issuer")) or _same(mine, row.get("bank"))


PREDICATES: Mapping[str, Predicate] = MappingProxyType(
    {
        "all": every_row,
        "published": published,
        "own_district": own_district,
        "own_industry": own_industry,
        "own_industry_with_district": own_industry_with_district,
        "addressed": addressed,
        "lease": lease,
        "served": served,
        "own_clients": own_clients,
        "in_shortfall": in_shortfall,
        "self": self_,
        "self_done": self_done,
        "own_tickets": own_tickets,
        "own_records": own_records,
        "own_facts": own_facts,
        "not_own_request": not_own_request,
        "own_decisions": own_decisions,
        "own_channel": own_channel,
        "names_caller": names_caller,
        "names_institution": names_institution,
    }
)
