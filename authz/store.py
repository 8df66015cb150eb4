"""Policies as versioned rows, and the one in force as a snapshot that is swapped at once.

Comes in: policy texts, and `PolicyRows` (a table behind two verbs, or memory). Goes out: the
`Policy` that new requests begin with; a request keeps the one it began with. A text that does not
compile is refused and the old policy stays. A stored text that does not match its digest, and a
version that was taken out of service, are refused loudly: nothing is served by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from authz.rows import digest
from hub.errors import PolicyError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from authz.policy import Policy

SHIPPED = Path(__file__).with_name("policy.csv")


@dataclass(frozen=True, slots=True)
class StoredPolicy:
    """One version as it was put in force; `version` is `<sequence>-<12 digits of the digest>`."""

    version: str
    sequence: int
    body: str
    digest: str


class PolicyRows(Protocol):
    """Where versions are kept; both verbs run in the caller's transaction."""

    def in_force(self) -> StoredPolicy | None: ...

    def put_in_force(self, stored: StoredPolicy, applied_by: str) -> None: ...


class MemoryRows:
    """Versions in memory, the newest in force."""

    def __init__(self) -> None:
        self.versions: list[StoredPolicy] = []

    def in_force(self) -> StoredPolicy | None:
        return self.versions[-1] if self.versions else None

    def put_in_force(self, stored: StoredPolicy, applied_by: str) -> None:  # noqa: ARG002  # kept by tables only
        self.versions.append(stored)


def shipped() -> str:
    """The text of the policy that comes with the hub."""
    return SHIPPED.read_text(encoding="utf-8")


def successor(text: str, before: StoredPolicy | None) -> StoredPolicy:
    """The row that a text becomes after another."""
    sequence, named = (before.sequence if before else 0) + 1, digest(text)
    return StoredPolicy(f"{sequence}-{named[:12]}", sequence, text, named)


class PolicyStore:
    """The snapshot of one process. `compiler` takes a text and its version and checks both."""

    def __init__(self, compiler: Callable[[str, str], Policy]) -> None:
        self._compiler = compiler
        self._current: Policy | None = None
        self._withdrawn: set[str] = set()

    def current(self) -> Policy:
        """The policy that a new request begins with."""
        policy = self._current
        if policy is None or policy.version in self._withdrawn:
            raise UnavailableError("POLICY_OUT_OF_SERVICE", "no policy is in service")
        return policy

    def check(self, text: str) -> Policy:
        """Compile a text without putting it in force. Raises PolicyError."""
        return self._compiler(text, f"candidate-{digest(text)[:12]}")

    def prepare(self, rows: PolicyRows, text: str, applied_by: str) -> Policy:
        """Check a text and write it as the version in force; `swap` it in after the commit."""
        return self.put(rows, text, self.check(text), applied_by)

    def put(self, rows: PolicyRows, text: str, checked: Policy, applied_by: str) -> Policy:
        """The same of a text that was checked before: no transaction waits for the compiler."""
        stored = successor(text, rows.in_force())
        rows.put_in_force(stored, applied_by)
        return checked.under(stored.version)

    def swap(self, policy: Policy) -> None:
        """From now on new requests begin with this policy."""
        self._current = policy

    def apply(self, rows: PolicyRows, text: str, applied_by: str) -> Policy:
        """`prepare` and `swap`, for rows that need no commit."""
        policy = self.prepare(rows, text, applied_by)
        self.swap(policy)
        return policy

    def refresh(self, rows: PolicyRows) -> Policy:
        """Take what is in force in the rows: at start-up, and when a statement finds it changed."""
        return self.take(rows.in_force())

    def take(self, stored: StoredPolicy | None) -> Policy:
        """Compile a version beside the one that is served, then swap; no rows are asked."""
        if stored is None:
            raise UnavailableError("POLICY_OUT_OF_SERVICE", "no policy was ever put in force")
        if self._current is None or self._current.version != stored.version:
            if digest(stored.body) != stored.digest:
                raise PolicyError("POLICY_DIGEST", "the stored policy is not what was signed")
            self.swap(self._compiler(stored.body, stored.version))
        return self.current()

    def withdraw(self, version: str) -> None:
        """Take a version out of service in this process: the oracle found a difference."""
        self._withdrawn.add(version)

    @property
    def withdrawn(self) -> int:
        """How many versions were taken out of service: what they were asked by is not trusted."""
        return len(self._withdrawn)
