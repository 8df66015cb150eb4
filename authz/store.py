"""Policies as versioned rows, and the one in force as a snapshot that is swapped at once.

Comes in: policy texts, and `PolicyRows` (a table behind two verbs, or memory). Goes out: the
`Policy` that new requests begin with; a request keeps the one it began with. A text that does not
compile is refused and the old policy stays. A version that is announced is compiled and expected;
nothing is served by it before the rows say that it is in force. A stored text that does not match
its digest, and a version that was taken out of service, are refused loudly.
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
    """Where versions are kept; all verbs run in the caller's transaction.

    At most one version is announced, and never one that was in force; another takes its place, and
    what is put in force ends it.
    """

    def in_force(self) -> StoredPolicy | None: ...

    def announced(self) -> StoredPolicy | None: ...

    def announce(self, stored: StoredPolicy, announced_by: str) -> None: ...

    def put_in_force(self, stored: StoredPolicy, applied_by: str) -> None: ...


class MemoryRows:
    """Versions in memory, the newest in force."""

    def __init__(self) -> None:
        self.versions: list[StoredPolicy] = []
        self._announced: StoredPolicy | None = None

    def in_force(self) -> StoredPolicy | None:
        return self.versions[-1] if self.versions else None

    def announced(self) -> StoredPolicy | None:
        return self._announced

    def announce(self, stored: StoredPolicy, announced_by: str) -> None:  # noqa: ARG002  # kept by tables only
        self._announced = stored

    def put_in_force(self, stored: StoredPolicy, applied_by: str) -> None:  # noqa: ARG002  # kept by tables only
        self._announced = None
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
        self._expected: tuple[str, Policy] | None = None  # the digest of its text, and what it says
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

    def announce(self, rows: PolicyRows, text: str, announced_by: str) -> StoredPolicy | None:
        """Tell the processes of a checked text before it is put; None where nothing is in force."""
        before = rows.in_force()
        if before is None:
            return None
        stored = successor(text, before)
        rows.announce(stored, announced_by)
        return stored

    def expect(self, stored: StoredPolicy | None) -> Policy | None:
        """Compile what is announced, if anything is; it is served when it is taken, not before."""
        self._expected = None
        if stored is None:
            return None
        policy = self._compiled(stored)
        self._expected = (stored.digest, policy)
        return policy

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
            self.swap(self._compiled(stored))
        return self.current()

    @property
    def expects(self) -> bool:
        """Whether there is a version that may be taken without its text."""
        return self._expected is not None

    def take_expected(self, version: str, digest: str) -> bool:
        """Take the version in force, if its text is the one expected: nothing is compiled."""
        if self._expected is None or self._expected[0] != digest:
            return False
        policy = self._expected[1]
        if self._current is None or self._current.version != version:
            self.swap(policy if policy.version == version else policy.under(version))
        return True

    def _compiled(self, stored: StoredPolicy) -> Policy:
        if digest(stored.body) != stored.digest:
            raise PolicyError("POLICY_DIGEST", "the stored policy is not what was signed")
        return self._compiler(stored.body, stored.version)

    def withdraw(self, version: str) -> None:
        """Take a version out of service in this process: the oracle found a difference."""
        self._withdrawn.add(version)

    @property
    def withdrawn(self) -> int:
        """How many versions were taken out of service: what they were asked by is not trusted."""
        return len(self._withdrawn)
