"""From what is visible to what can stand: the rules by which a schema shrinks.

In: an `Outline` and a `Visibility`. Out: `Kept`, to a fixed point. Refused: nothing.

- An object lives while a value can be reached from it; a page lives by its rows, a row by its node.
- An interface is never asked of the policy: it shows what its implementers show. An object that
  lost one of its fields leaves it; an interface that nobody implements is gone.
- A required argument that is gone takes its field along, a required input field its input, an enum
  value that is a default the argument it is the default of.
- What no root field leads to is gone. A field that returns an interface leads to its implementers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from schema.clone import Kept
from schema.outline import Member, Outline, Slot

Members = Mapping[str, tuple[Member, ...]]
Claims = Mapping[str, tuple[str, ...]]


class Visibility(Protocol):
    """What a caller may use. Names are those of the SDL; each is asked once a clone."""

    def field(self, type_name: str, field: str) -> bool: ...

    def argument(self, type_name: str, field: str, argument: str) -> bool: ...

    def input_field(self, input_name: str, field: str) -> bool: ...

    def enum_value(self, enum_name: str, value: str) -> bool: ...


def narrow(outline: Outline, visibility: Visibility) -> Kept:
    """What is left of a schema, and led to by a root field."""
    enums = {
        name: kept
        for name, values in outline.enums.items()
        if (kept := tuple(v for v in values if visibility.enum_value(name, v)))
    }
    inputs = _inputs(outline, visibility, enums)
    usable = outline.scalars | enums.keys() | inputs.keys()
    offered = _offered(outline, visibility, enums, usable)
    members, claims = _outputs(outline, offered, usable)
    reached = _reached(outline, members, claims, inputs)
    return Kept(
        members={name: kept for name, kept in members.items() if name in reached},
        claims=claims,
        inputs={name: kept for name, kept in inputs.items() if name in reached},
        enums={name: kept for name, kept in enums.items() if name in reached},
    )


def _usable(slots: Iterable[Slot], enums: Claims, usable: Iterable[str]) -> tuple[Slot, ...]:
    return tuple(
        slot
        for slot in slots
        if slot.leads_to in usable and slot.default <= set(enums.get(slot.leads_to, ()))
    )


def _complete(all_slots: Iterable[Slot], kept: Iterable[Slot]) -> bool:
    return {slot.name for slot in all_slots if slot.required} <= {slot.name for slot in kept}


def _inputs(outline: Outline, visibility: Visibility, enums: Claims) -> dict[str, tuple[Slot, ...]]:
    kept = {
        name: tuple(slot for slot in slots if visibility.input_field(name, slot.name))
        for name, slots in outline.inputs.items()
    }
    while True:
        usable = outline.scalars | enums.keys() | kept.keys()
        smaller = {
            name: slots
            for name in kept
            if (slots := _usable(kept[name], enums, usable))
            and _complete(outline.inputs[name], slots)
        }
        if smaller == kept:
            return kept
        kept = smaller


def _offered(
    outline: Outline, visibility: Visibility, enums: Claims, usable: frozenset[str]
) -> dict[str, tuple[Member, ...]]:
    """Fields that may be asked with arguments that may be given; interfaces are not asked about."""

    def offer(type_name: str, members: Iterable[Member]) -> Iterator[Member]:
        asked = type_name not in outline.implementers
        for member in members:
            if asked and not visibility.field(type_name, member.name):
                continue
            slots = _usable(member.slots, enums, usable)
            if asked:
                slots = tuple(
                    s for s in slots if visibility.argument(type_name, member.name, s.name)
                )
            if _complete(member.slots, slots):
                yield member._replace(slots=slots)

    return {name: tuple(offer(name, members)) for name, members in outline.members.items()}


def _outputs(outline: Outline, offered: Members, usable: frozenset[str]) -> tuple[Members, Claims]:
    """Living types with their fields and interfaces; an interface that nobody fulfils is gone."""
    gone: set[str] = set()
    while True:
        members = _living(outline, offered, usable, gone)
        claims = _claims(outline, members)
        fulfilled = {i for name in claims if name not in outline.implementers for i in claims[name]}
        lost = {
            name
            for name in members
            if name in outline.implementers and (name not in fulfilled or not members[name])
        }
        if not lost:
            return members, claims
        gone |= lost


def _living(outline: Outline, offered: Members, usable: frozenset[str], gone: set[str]) -> Members:
    """The types that reach a value: grown from the leaves, for a circle of links is no life."""

    def lives(name: str) -> bool:
        if name in outline.implementers:
            return not living.isdisjoint(outline.implementers[name])
        essential = outline.essential.get(name)
        return any(
            member.leads_to in living
            for member in offered[name]
            if essential in (None, member.name)
        )

    living = set(usable)
    pending = offered.keys() - gone
    while born := {name for name in pending if lives(name)}:
        living |= born
        pending -= born
    return {
        name: tuple(member for member in members if member.leads_to in living)
        for name, members in offered.items()
        if name in living
    }


def _claims(outline: Outline, members: Members) -> Claims:
    """Which interfaces each type still fulfils."""
    fields = {name: {member.name: member for member in kept} for name, kept in members.items()}

    def fulfils(name: str, interface: str) -> bool:
        if interface not in fields:
            return False
        return all(
            (own := fields[name].get(field)) is not None
            and {s.name for s in member.slots} <= {s.name for s in own.slots}
            and (own.leads_to == member.leads_to or member.leads_to in claims.get(own.leads_to, ()))
            for field, member in fields[interface].items()
        )

    claims = {name: outline.interfaces[name] for name in members}
    while True:
        fewer = {name: tuple(i for i in claims[name] if fulfils(name, i)) for name in claims}
        if fewer == claims:
            return claims
        claims = fewer


def _reached(
    outline: Outline, members: Members, claims: Claims, inputs: Mapping[str, tuple[Slot, ...]]
) -> set[str]:
    """Walk from the roots. An interface that is only implemented does not lead to others."""
    seen: set[tuple[str, bool]] = set()
    waiting = [(root, True) for root in outline.roots if root in members]
    waiting.extend((name, True) for name in outline.directive_types)
    while waiting:
        step = waiting.pop()
        if step in seen:
            continue
        seen.add(step)
        name, returned = step
        slots = list(inputs.get(name, ()))
        for member in members.get(name, ()):
            waiting.append((member.leads_to, True))
            slots.extend(member.slots)
        waiting.extend((slot.leads_to, True) for slot in slots)
        waiting.extend((interface, False) for interface in claims.get(name, ()))
        if returned and name in outline.implementers:
            waiting.extend((other, True) for other in members if name in claims[other])
    return {name for name, _ in seen}
