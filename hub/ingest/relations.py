"""Who may send a row about whom: the sender's rights, asked of Casbin once a distinct vector.

In: a guard over the policy in force, the sender, a typed row and what is known of its merchant.
Out: nothing, or a `CellError`: OUT_OF_SCOPE (not about this merchant), NOT_SENDER (the row names
another party as its maker), RECIPIENT_IS_SENDER, CONFIRMATION_NOT_YOURS. So no row that a party
sends adds a right to that party (domain 5.1; security T113): relations count once confirmed, by
the merchant, its regulator or city commerce.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from authz.vocabulary import INTAKE, Action, intake_name
from hub.domain.text import normalise
from hub.domain.vocabulary import PartyKind
from hub.errors import ForbiddenError
from hub.ingest.context import merchant_of
from hub.ingest.kinds import merchant_key
from hub.ingest.rows import CellError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hub.ingest.context import Context
    from hub.ingest.declare import Kind, Values

CONFIRMED = ("confirmed_by", "confirmed_on")
# The column of each kind that names whose decision it is.
DECIDED_BY = {
    "listings": "decided_by",
    "penalties": "authority",
    "equity-freezes": "court",
    "inspections": "party",
    "referrals": "sender",
}
MEMO_LIMIT = 50_000
NAMED = ("channel", "platform", "bank", "issuer", "publisher")
_CONFIRMERS = frozenset(
    (
        PartyKind.MERCHANT.value,
        PartyKind.CITY_COMMERCE.value,
        PartyKind.DISTRICT_COMMERCE.value,
        PartyKind.INDUSTRY_REGULATOR.value,
    )
)


class Decision(Protocol):
    @property
    def allowed(self) -> bool: ...


class IntakeGuard(Protocol):
    """What intake asks of `authz.guard.Guard`."""

    def flags(self, action: Action, facts: Mapping[str, Any]) -> dict[str, bool]:
        """Every scope word of the action, judged on one row's facts."""
        ...

    def decide(
        self, roles: Iterable[str], name: str, action: Action, flags: Mapping[str, bool]
    ) -> Decision:
        """Casbin's decision on a vector of scope flags; remembered."""
        ...

    def ever(self, roles: Iterable[str], name: str, action: Action) -> bool:
        """Whether there is any row on which these roles may do it."""
        ...


class MerchantFacts(NamedTuple):
    """What rights hang on, of one merchant, as it is now."""

    merchant_id: int
    uscc: str
    district: str
    confirmed: bool
    industry_key: str
    issuer: str
    outlet_here: bool = False
    platforms: tuple[tuple[str, str], ...] = ()  # confirmed links: (platform, status)


@dataclass
class Relations:
    """The judge of one batch. Without a guard the sender is the operator and may do anything."""

    kind: Kind
    context: Context
    guard: IntakeGuard | None
    _answers: dict[tuple[Any, ...], bool] = field(default_factory=dict)

    def check_kind(self) -> None:
        """Raises ForbiddenError KIND_NOT_ALLOWED when the sender may never send the kind."""
        if self.guard is None:
            return
        roles = self.context.sender.principal.roles
        for name in self._names():
            if self.guard.ever(roles, name, Action.SEND):
                return
            if self.kind.confirmable and self.guard.ever(roles, name, Action.CONFIRM):
                return
        raise ForbiddenError(
            "KIND_NOT_ALLOWED", "贵单位无权报送此类数据 (your party may not send this kind)"
        )

    def _names(self) -> Iterable[str]:
        yield intake_name(self.kind.name)
        yield from (intake_name(self.kind.name, part) for part in INTAKE[self.kind.name])

    @cached_property
    def by_merchant(self) -> bool:
        """Whether the right to send a first version hangs on its merchant alone."""
        kind = self.kind
        elsewhere = kind.register or kind.parent or kind.locates or kind.name == "merchants"
        hangs = kind.maker or kind.subkind or kind.confirmable or kind.name in DECIDED_BY
        named = {*NAMED, "industries", "recipient"}.intersection(kind.by_name)
        return not (elsewhere or hangs or named)

    def may(self, action: Action, values: Values, merchant: MerchantFacts | None) -> bool:
        """Whether the sender may send, or confirm by, this row."""
        if self.guard is None:
            return True
        named = tuple(self._named(values))
        key = (action, self._about(merchant), values.get(self.kind.subkind), named)
        if key not in self._answers:
            if len(self._answers) >= MEMO_LIMIT:
                self._answers.clear()
            flags = self.guard.flags(action, self._facts(dict(named), merchant))
            self._answers[key] = self._ask(action, values, flags)
        return self._answers[key]

    def send_first(self, merchants: Iterable[MerchantFacts]) -> set[int]:
        """Of these merchants those about whom the sender may send a first version."""
        alike: dict[tuple[Any, ...], list[MerchantFacts]] = defaultdict(list)
        for each in merchants:
            alike[self._about(each)].append(each)
        asked = (found for found in alike.values() if self.may(Action.SEND, {}, found[0]))
        return {each.merchant_id for found in asked for each in found}

    def _about(self, merchant: MerchantFacts | None) -> tuple[Any, ...]:
        """All of a merchant that a right can hang on; which one it is counts for merchants only."""
        if merchant is None:
            return ()
        itself = self.context.sender.principal.merchant_id is not None
        return (
            merchant.merchant_id if itself else None,
            merchant.district,
            merchant.confirmed,
            merchant.industry_key,
            merchant.outlet_here,
            merchant.platforms,
        )

    def owns_all(self, values: Values) -> bool:
        """Whether the sender may send rows of this kind about everybody."""
        if self.guard is None:
            return True
        return self._ask(Action.SEND, values, {"all": True})

    def _ask(self, action: Action, values: Values, flags: dict[str, bool]) -> bool:
        assert self.guard is not None  # noqa: S101 # its callers asked
        sub = values.get(self.kind.subkind) if self.kind.subkind else None
        name = intake_name(self.kind.name, sub if action is Action.SEND else None)
        roles = self.context.sender.principal.roles
        return self.guard.decide(roles, name, action, flags).allowed

    def _named(self, values: Values) -> Iterable[tuple[str, Any]]:
        decided = DECIDED_BY.get(self.kind.name)
        if decided is not None:
            yield "decided_by", self._party(values.get(decided))
        for name in NAMED:
            if name in self.kind.by_name:
                yield name, values.get(name)
        if "industries" in self.kind.by_name and not self.kind.register:
            yield "industries", tuple(values.get("industries") or ())

    def _party(self, text: Any) -> Any:
        """The sender's code where its name stands."""
        principal = self.context.sender.principal
        same = bool(principal.name) and normalise(str(text)) == normalise(principal.name)
        return principal.party if same else text

    def _facts(self, named: dict[str, Any], merchant: MerchantFacts | None) -> dict[str, Any]:
        principal = self.context.sender.principal
        facts = {**named, "caller": principal, "today": self.context.today, "industries": ()}
        if merchant is None:
            facts["industries"] = self._trades(named.get("industries", ()))
            return facts
        here = [{"status": "OPEN", "district": principal.district}] if merchant.outlet_here else []
        links = [
            {"platform": platform, "status": status, "confirmed_on": self.context.today}
            for platform, status in merchant.platforms
        ]
        return facts | {
            "merchant_id": merchant.merchant_id,
            "district": merchant.district,
            "district_confirmed": merchant.confirmed,
            "industries": (merchant.industry_key,) if merchant.industry_key else (),
            "outlets": here,
            "links": links,
        }

    def _trades(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The trades that a row without a merchant speaks of, when all are the sender's own."""
        own = set(self.context.sender.principal.industries)
        keys = [set(self.context.editions(code)) & own for code in codes]
        return tuple(sorted(set().union(*keys))) if keys and all(keys) else ()

    def check_maker(self, values: Values) -> None:
        """The row's maker is its sender, and a task is for somebody else."""
        maker = values.get(self.kind.maker) if self.kind.maker else None
        if self.kind.maker and not self.context.sender.is_operator:
            principal = self.context.sender.principal
            if maker not in {principal.party, *principal.channels}:
                raise CellError(
                    "NOT_SENDER", "该行的报送主体不是贵单位 (the row names another party)",
                    self.kind.maker,
                )  # fmt: skip
        if "recipient" in self.kind.by_name and values["recipient"] == maker:
            raise CellError(
                "RECIPIENT_IS_SENDER",
                "收件单位不能是发件单位 (sent to its own sender)",
                "recipient",
            )

    def check_confirmation(self, values: Values, merchant_id: int) -> None:
        """By the sender itself, or, from the operator, by one who may; never by half."""
        by, on = values["confirmed_by"], values["confirmed_on"]
        if (by is None) != (on is None):
            raise CellError("REQUIRED", "确认单位与确认日期须同时填写 (both or none)", CONFIRMED[0])
        if by is None:
            return
        sender = self.context.sender
        kind = self.context.kind_of(by)
        own = merchant_of(by)
        stranger = own is not None and merchant_key(own) != merchant_id
        if (by != sender.principal.party and not sender.is_operator) or (
            kind not in _CONFIRMERS or stranger
        ):
            raise confirmation_refused()


def out_of_scope() -> CellError:
    return CellError(
        "OUT_OF_SCOPE", "该经营者不在贵单位的报送范围内 (not yours to report on)", "uscc"
    )


def confirmation_refused() -> CellError:
    return CellError(
        "CONFIRMATION_NOT_YOURS",
        "关系须由经营者、其主管部门或市商务委确认 (not yours to confirm)",
        CONFIRMED[0],
    )
