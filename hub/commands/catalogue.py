"""Every act by the name of its mutation.

Out: `COMMANDS`: (connection, act, input by GraphQL names with coerced values) → `Outcome`, in the
caller's transaction, each with its idempotency key kept.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hub.commands.once import once
from hub.commands.publish_rating import publish_rating
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
        )
    }
)
