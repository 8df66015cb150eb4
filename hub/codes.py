"""Code lists as filters need them: districts with what they were called before, industry trees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from hub.tables.party import district_alias, industry

Expansion = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True)
class Codes:
    """`districts`: old codes and names -> today's code; `trees`: a code -> keys of all below."""

    districts: Mapping[str, str]
    trees: Mapping[str, tuple[str, ...]]

    def expansions(self) -> Mapping[str, Expansion]:
        return {
            "district": lambda given: [self.districts.get(code, code) for code in given],
            "industry": lambda given: sorted({key for code in given for key in self._keys(code)}),
            "industry_code": lambda given: sorted(
                {key.partition(":")[2] for code in given for key in self._keys(code)}
            ),
        }

    def _keys(self, code: str) -> tuple[str, ...]:
        return self.trees.get(code, ())


def load(connection: Connection) -> Codes:
    """The code lists as they stand: the very same as before while no row of them differs."""
    aliases = connection.execute(select(district_alias.c.alias, district_alias.c.district))
    industries = connection.execute(select(industry.c.edition, industry.c.code, industry.c.parent))
    return _made(tuple(map(tuple, aliases)), tuple(map(tuple, industries)))


@lru_cache(maxsize=1)
def _made(aliases: tuple[Any, ...], industries: tuple[Any, ...]) -> Codes:
    below: dict[str, list[str]] = defaultdict(list)
    keys: list[tuple[str, str]] = []
    for edition, code, parent in industries:
        keys.append((f"{edition}:{code}", code))
        if parent:
            below[f"{edition}:{parent}"].append(f"{edition}:{code}")
    trees: dict[str, tuple[str, ...]] = {}
    for key, code in keys:
        branch = tuple(_branch(key, below))
        trees[code] = trees.get(code, ()) + branch
        trees[key] = branch
    return Codes(dict(aliases), trees)


def _branch(key: str, below: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield key
    for child in below.get(key, ()):
        yield from _branch(child, below)
