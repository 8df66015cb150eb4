"""Every act by the name of its mutation.

Out: `COMMANDS`: (connection, act, input by GraphQL names with coerced values) → `Outcome`, in the
caller's transaction, each with its idempotency key kept.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hub.commands.end_case_access import end_case_access
from hub.commands.once import once
from hub.commands.publish_rating import publish_rating
from hub.commands.request_case_access import request_case_access
from hub.commands.verify_case_access import verify_case_access
from hub.commands.withdraw_rating import withdraw_rating

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.commands.act import Command

COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        name: once(name, work)
        for name, work in (
            ("publishRating", publish_rating),
            ("withdrawRating", withdraw_rating),
            ("requestCaseAccess", request_case_access),
            ("verifyCaseAccess", verify_case_access),
            ("endCaseAccess", end_case_access),
        )
    }
)
