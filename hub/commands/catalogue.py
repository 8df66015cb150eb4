"""Every act by the name of its mutation.

Out: `COMMANDS`: (connection, act, input by GraphQL names with coerced values) → `Outcome`, in the
caller's transaction, each with its idempotency key kept.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hub.commands.add_listing import add_listing
from hub.commands.decide_objection import decide_objection
from hub.commands.end_case_access import end_case_access
from hub.commands.evaluate_institution import evaluate_institution
from hub.commands.file_objection import file_objection
from hub.commands.once import once
from hub.commands.publish_rating import publish_rating
from hub.commands.remove_listing import remove_listing
from hub.commands.request_case_access import request_case_access
from hub.commands.submit_filing import submit_filing
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
            ("addSeriousDishonestyListing", add_listing),
            ("removeListing", remove_listing),
            ("submitFiling", submit_filing),
            ("evaluateInstitution", evaluate_institution),
            ("fileObjection", file_objection),
            ("decideObjection", decide_objection),
        )
    }
)
