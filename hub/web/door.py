"""The QR code on a shop's door: it leads to the merchant's page and says nothing that grows old.

In: the settings and a credit code. Out: the page's address and its QR code as SVG, or None where
the hub does not know the address by which the public reaches it. No header of a request has a say:
a forged `Host` would send those who scan to somebody else's page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno

if TYPE_CHECKING:
    from hub.settings import Settings


@dataclass(frozen=True, slots=True)
class Door:
    """What is printed for the door."""

    address: str
    image: str


def origin(settings: Settings) -> str | None:
    """Where the public reaches this hub; in a demo by the address that it listens on."""
    if settings.public_url:
        return settings.public_url
    if settings.mode == "production" or not settings.host.strip("0.:"):  # any host
        return None
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def door(settings: Settings, uscc: str) -> Door | None:
    """The address of a merchant's page, and the QR code of it."""
    start = origin(settings)
    if start is None:
        return None
    address = f"{start}/m/{uscc}"
    code = segno.make_qr(address, error="m")
    return Door(address, code.svg_inline(border=4, omitsize=True, svgclass="qr"))
