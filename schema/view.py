"""The caller's own schema: the full one without what the caller may not use.

In: a full schema and a `Visibility`, which alone knows policy. Out: a valid graphql-core schema of
new types, in which introspection and validation work. What the caller may not use is not there:
not as a field, argument, input field, enum value or type; so a hidden name and a made-up one are
refused alike. Refused: unions and enum defaults inside input objects (TypeError, neither is in the
contract), and a caller for whom no question is left (PolicyError SCHEMA_EMPTY).

What follows from what was taken away:
- an object lives while a value can be reached from it; a page lives by its rows, a row by its node;
- an interface is never asked of the policy: it shows what its implementers show. An object that
  lost one of its fields leaves it; an interface that nobody implements is gone;
- a required argument that is gone takes its field along, a required input field its input, an enum
  default that is gone its argument; what no root field leads to is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from graphql import GraphQLSchema

from hub.errors import PolicyError
from schema.clone import Kept, clone
from schema.outline import Member, Outline, Slot, outline


class Visibility(Protocol):
    """What a caller may use. Names are those of the SDL; each is asked once a clone."""

    def field(self, type_name: str, field: str) -> bool: ...

    def argument(self, type_name: str, field: str, argument: str) -> bool: ...

    def input_field(self, input_name: str, field: str) -> bool: ...

    def enum_value(self, enum_name: str, value: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Guarded:
    """Fields by `visible`; arguments, input fields and enum values by what they are tied to.

    `ties` leads from `Query.merchants(asOf:)`, `MerchantFilter.shortfall` or
    `MerchantOrderField.SHORTFALL` to coordinates such as `CustodyAssessment.shortfall`: all of them
    must be visible. What is tied to nothing is everyone's.
    """

    visible: Callable[[str, str], bool]
    ties: Mapping[str, Collection[str]]

    def field(self, type_name: str, field: str) -> bool:
        return self.visible(type_name, field)

    def argument(self, type_name: str, field: str, argument: str) -> bool:
        return self._tied(f"{type_name}.{field}({argument}:)")

    def input_field(self, input_name: str, field: str) -> bool:
        return self._tied(f"{input_name}.{field}")

    def enum_value(self, enum_name: str, value: str) -> bool:
        return self._tied(f"{enum_name}.{value}")

    def _tied(self, coordinate: str) -> bool:
        pairs = (tie.split(".", 1) for tie in self.ties.get(coordinate, ()))
        return all(self.visible(type_name, field) for type_name, field in pairs)


def all_but(hidden: Collection[str]) -> Visibility:
    """Everything is visible but the fields named here as `Type.field`."""
    return Guarded(lambda type_name, field: f"{type_name}.{field}" not in hidden, {})


def caller_schema(full: GraphQLSchema, visibility: Visibility) -> GraphQLSchema:
    """The part of `full` that the caller may use. Raises PolicyError SCHEMA_EMPTY."""
    plan = outline(full)
    kept = _Narrowing(plan, visibility).kept()
    if plan.query not in kept.members:
        raise PolicyError("SCHEMA_EMPTY", "策略未授予任何查询 (the policy grants no question)")
    return clone(full, kept)


class _Narrowing:
    """From what is visible to what can stand, to a fixed point."""

    def __init__(self, plan: Outline, visibility: Visibility) -> None:
        self.plan = plan
        self.enums = {
            name: kept
            for name, values in plan.enums.items()
            if (kept := tuple(v for v in values if visibility.enum_value(name, v)))
        }
        self.inputs = self._narrow_inputs(visibility)
        self.usable = plan.scalars | self.enums.keys() | self.inputs.keys()
        self.offered = {
            name: tuple(self._offer(name, members, visibility))
            for name, members in plan.members.items()
        }

    def kept(self) -> Kept:
        """What is left, and led to."""
        gone: set[str] = set()
        while True:
            members = self._living(gone)
            claims = self._claims(members)
            lost = (self.plan.implementers.keys() & members.keys()) - set().union(
                *(claims[name] for name in members if name not in self.plan.implementers)
            )
            if not lost:
                return self._reached(members, claims)
            gone |= lost

    def _usable_slot(self, slot: Slot) -> bool:
        if slot.leads_to not in self.usable:
            return False
        return slot.default <= set(self.enums.get(slot.leads_to, ()))

    def _narrow_inputs(self, visibility: Visibility) -> dict[str, tuple[Slot, ...]]:
        visible = {
            name: [slot for slot in slots if visibility.input_field(name, slot.name)]
            for name, slots in self.plan.inputs.items()
        }
        self.usable = self.plan.scalars | self.enums.keys() | visible.keys()
        while True:
            kept = {
                name: tuple(slot for slot in visible[name] if self._usable_slot(slot))
                for name in visible
                if name in self.usable
            }
            dead = {name for name, slots in kept.items() if not self._complete(name, slots)}
            if not dead:
                return kept
            self.usable -= dead

    def _complete(self, input_name: str, slots: tuple[Slot, ...]) -> bool:
        demanded = {slot.name for slot in self.plan.inputs[input_name] if slot.required}
        return bool(slots) and demanded <= {slot.name for slot in slots}

    def _offer(
        self, type_name: str, members: Iterable[Member], visibility: Visibility
    ) -> Iterable[Member]:
        asked = type_name not in self.plan.implementers
        for member in members:
            if asked and not visibility.field(type_name, member.name):
                continue
            slots = tuple(
                slot
                for slot in member.slots
                if (not asked or visibility.argument(type_name, member.name, slot.name))
                and self._usable_slot(slot)
            )
            if {s.name for s in member.slots if s.required} <= {s.name for s in slots}:
                yield member._replace(slots=slots)

    def _living(self, gone: set[str]) -> dict[str, tuple[Member, ...]]:
        """The types from which a value can be reached: grown from the leaves."""
        living = set(self.usable)
        pending = self.offered.keys() - gone
        while True:
            born = {name for name in pending if self._lives(name, living)}
            if not born:
                break
            living |= born
            pending -= born
        return {
            name: tuple(member for member in members if member.leads_to in living)
            for name, members in self.offered.items()
            if name in living
        }

    def _lives(self, name: str, living: set[str]) -> bool:
        if name in self.plan.implementers:
            return not living.isdisjoint(self.plan.implementers[name])
        essential = self.plan.essential.get(name)
        return any(
            member.leads_to in living
            for member in self.offered[name]
            if essential in (None, member.name)
        )

    def _claims(self, members: Mapping[str, tuple[Member, ...]]) -> dict[str, tuple[str, ...]]:
        """Which interfaces each type still fulfils."""
        shapes = {name: _shape(kept) for name, kept in members.items()}
        return {
            name: tuple(
                interface
                for interface in self.plan.interfaces[name]
                if interface in shapes and shapes[interface] <= shape
            )
            for name, shape in shapes.items()
        }

    def _reached(
        self, members: dict[str, tuple[Member, ...]], claims: dict[str, tuple[str, ...]]
    ) -> Kept:
        """Walk from the roots; an interface leads to its implementers where a field returns it."""
        reached: set[str] = set()
        waiting = [root for root in self.plan.roots if root in members]
        waiting.extend(self.plan.directive_types & self.usable)
        while waiting:
            name = waiting.pop()
            if name in reached:
                continue
            reached.add(name)
            waiting.extend(slot.leads_to for slot in self.inputs.get(name, ()))
            for member in members.get(name, ()):
                waiting.append(member.leads_to)
                waiting.extend(slot.leads_to for slot in member.slots)
            if name in self.plan.implementers:
                waiting.extend(other for other in members if name in claims[other])
        spoken = {interface for name in reached & members.keys() for interface in claims[name]}
        return Kept(
            members={n: m for n, m in members.items() if n in reached | spoken},
            claims=claims,
            inputs={n: s for n, s in self.inputs.items() if n in reached},
            enums={n: v for n, v in self.enums.items() if n in reached},
        )


def _shape(members: Iterable[Member]) -> set[tuple[str, str]]:
    """Field and argument names, for comparing an object with an interface."""
    shape = {(member.name, "") for member in members}
    return shape | {(member.name, slot.name) for member in members for slot in member.slots}
