"""What every statement binds besides its arguments: the caller's values, the day, the proof's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from hub import clock
from hub.clock import minute_of
from hub.rights import rights_document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from authz.principal import Principal
    from hub.proof.record import Reading, Stream
    from hub.rights import Sight

NO_MERCHANT = -1


class CallerValues(dict[str, Any]):
    """The caller's values by name; what not every statement asks for is made when one does."""

    __slots__ = ("principal", "sight")

    def __init__(self, principal: Principal, sight: Sight, now: datetime | None = None) -> None:
        super().__init__(
            now=now or clock.now(),
            party=principal.party,
            policy=sight.grant.policy_version,
            register=principal.epoch,
        )
        self.principal = principal
        self.sight = sight

    def __missing__(self, name: str) -> Any:
        made = self[name] = _MADE[name](self)
        return made


_MADE: Mapping[str, Callable[[CallerValues], Any]] = {
    "subject": lambda its: its.principal.subject,
    "district": lambda its: its.principal.district or "",
    "institution": lambda its: its.principal.institution or "",
    "case_number": lambda its: its.principal.case_number or "",
    "merchant_id": lambda its: _merchant(its.principal),
    "industries": lambda its: its.principal.industries,
    "channels": lambda its: its.principal.channels,
    "today": lambda its: minute_of(its["now"]).day,
    "readable_since": lambda its: its.principal.readable_since(its["today"]),
    # what `me` shows of the caller
    "rights": lambda its: orjson.dumps(rights_document(its.sight)).decode(),
    "shown_roles": lambda its: orjson.dumps(list(its.principal.roles)).decode(),
    "shown_party": lambda its: its.principal.party,
    "shown_subject": lambda its: its.principal.subject,
    "shown_policy_version": lambda its: its.sight.grant.policy_version,
    "shown_purpose": lambda its: its.principal.purpose,
    "shown_case_number": lambda its: its.principal.case_number,
}


def _merchant(principal: Principal) -> int:
    return NO_MERCHANT if principal.merchant_id is None else principal.merchant_id


def proof_values(reading: Reading, stream: Stream) -> dict[str, Any]:
    """What the record inside a read binds."""
    who = reading.principal
    if reading.public:
        minute = minute_of(reading.at)
        return {
            "proof_minute": minute.begins,
            "proof_day": minute.day,
            "proof_operation_digest": reading.operation_digest,
        }
    identity = stream.identity()
    return {
        "proof_stream": identity.stream,
        "proof_record_id": identity.record_id,
        "proof_node_id": identity.node_id,
        "proof_at": reading.at,
        "proof_subject": who.subject or None,
        "proof_purpose": who.purpose,
        "proof_case_number": who.case_number,
        "proof_operation": reading.operation,
        "proof_operation_digest": reading.operation_digest,
    }
