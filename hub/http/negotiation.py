"""What the client takes: the media type of a GraphQL answer, a page instead, a compression.

In: the values of `Accept` and `Accept-Encoding`. Out: one of ours, by quality, the client's order
and then ours; None when the client takes none of them. It refuses nothing.
"""

from __future__ import annotations

import re

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
PAGE = "text/html"
EVENTS = "text/event-stream"
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_MOST = 50  # entries of one header that are read


def media(accept: str, offered: tuple[str, ...], default: str = JSON) -> str | None:
    """The offered type that an Accept header prefers; `default` for an absent one or `*/*`."""
    if not accept.strip():
        return default
    return accept if accept in offered else _preferred(accept, offered, default)


def _preferred(accept: str, offered: tuple[str, ...], default: str) -> str | None:
    best: tuple[float, int, str] | None = None
    for place, (name, quality) in enumerate(_entries(accept)):
        found = _meaning(name, offered, default)
        if found is None or quality == 0 or found in _refused(accept):
            continue
        if best is None or (quality, -place) > best[:2]:
            best = (quality, -place, found)
    return None if best is None else best[2]


def coding(accept: str, offered: tuple[str, ...]) -> str | None:
    """The first offered coding that an Accept-Encoding header takes."""
    taken = {name: quality for name, quality in _entries(accept) if quality > 0}
    return next((name for name in offered if name in taken), None)


def _entries(header: str) -> list[tuple[str, float]]:
    """Lower-case names with their quality; parameters but `q` play no part."""
    entries = []
    for entry in header.split(",")[:_MOST]:
        name, *parameters = (part.strip().lower() for part in entry.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                quality = float(value) if _QUALITY.fullmatch(value.strip()) else 0.0
        entries.append((name, quality))
    return entries


def _refused(accept: str) -> frozenset[str]:
    return frozenset(name for name, quality in _entries(accept) if quality == 0)


def _meaning(name: str, offered: tuple[str, ...], default: str) -> str | None:
    if name in offered:
        return name
    kind, _, rest = name.partition("/")
    if name == "*/*":
        return default
    if rest == "*":
        return default if default.startswith(kind + "/") else None
    return None
