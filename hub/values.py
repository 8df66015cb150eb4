"""What every statement binds besides its arguments: the caller's values, the day, the proof's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from hub import clock
from hub.clock import day_of
from hub.rights import rights_document

if TYPE_CHECKING:
    from datetime import datetime

    from authz.principal import Principal
    from hub.proof.record import Reading, Stream
    from hub.rights import Sight

NO_MERCHANT = -1


class CallerValues(dict[str, Any]):
    """The caller's values by name; what is dear to make is made when it is asked for."""

    def __init__(self, principal: Principal, sight: Sight, now: datetime | None = None) -> None:
        now = now or clock.now()
        super().__init__(
            party=principal.party,
            subject=principal.subject,
            district=principal.district or "",
            institution=principal.institution or "",
            case_number=principal.case_number or "",
            merchant_id=NO_MERCHANT if principal.merchant_id is None else principal.merchant_id,
            industries=principal.industries,
            channels=principal.channels,
            today=day_of(now),
            readable_since=principal.readable_since(day_of(now)),
            now=now,
            policy=sight.grant.policy_version,
            register=principal.epoch,
        )
        self._principal = principal
        self._sight = sight

    def __missing__(self, name: str) -> Any:
        shown = self._shown()
        self.update(shown)
        return shown[name]

    def _shown(self) -> dict[str, Any]:
        """What `me` shows of the caller, its rights among them."""
        principal = self._principal
        return {
            "rights": orjson.dumps(rights_document(self._sight)).decode(),
            "shown_roles": orjson.dumps(list(principal.roles)).decode(),
            "shown_party": principal.party,
            "shown_subject": principal.subject,
            "shown_policy_version": self._sight.grant.policy_version,
            "shown_purpose": principal.purpose,
            "shown_case_number": principal.case_number,
        }


def proof_values(reading: Reading, stream: Stream) -> dict[str, Any]:
    """What the record inside a read binds."""
    who = reading.principal
    if reading.public:
        return {
            "proof_minute": reading.at.replace(second=0, microsecond=0),
            "proof_day": day_of(reading.at),
            "proof_operation_digest": reading.operation_digest,
        }
    identity = stream.identity()
    return {
        **{f"proof_{name}": value for name, value in identity.items()},
        "proof_at": reading.at,
        "proof_party": who.party,
        "proof_subject": who.subject or None,
        "proof_purpose": who.purpose,
        "proof_case_number": who.case_number,
        "proof_operation": reading.operation,
        "proof_operation_digest": reading.operation_digest,
        "proof_policy_version": reading.policy_version,
        "proof_families": list(reading.families),
    }
