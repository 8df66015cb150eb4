"""Which encoding a file is in: UTF-8, UTF-8 with BOM, or GB18030, told apart safely.

In: a seekable stream of bytes. Out: the codec's name, the SHA-256 of the bytes, their number. A
text that is nearly UTF-8 is UTF-8 with broken rows, never GB18030 garbage: the broken bytes become
lone surrogates, and their rows are refused one by one. Refused (IntakeError): ENCODING when the
bytes are neither or are UTF-16; ENCODING_AMBIGUOUS when both readings make sense; BATCH_TOO_LARGE.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from hub.domain.text import is_safe_text
from hub.errors import IntakeError

if TYPE_CHECKING:
    from collections.abc import Iterator

UTF8, UTF8_BOM, GB18030 = "utf-8", "utf-8-sig", "gb18030"
CODECS = {
    "utf-8": UTF8_BOM,
    "utf8": UTF8_BOM,
    "gb18030": GB18030,
    "gbk": GB18030,
    "gb2312": GB18030,
}
CHUNK = 1 << 20
BROKEN_SHARE = 0.02  # of the bytes beyond ASCII: a GB18030 text breaks UTF-8 at most of them

_BOM, _UTF16 = codecs.BOM_UTF8, (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BROKEN = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_BEYOND_TWO_BYTES = re.compile("[\u0800-\ud7ff\ue000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Body:
    """What a batch's bytes are: `codec` for reading, `digest` for telling batches apart.

    `safe`: no character of it is one that `is_safe_text` refuses; False also when unknown.
    """

    codec: str
    digest: str
    size: int
    safe: bool = False


@dataclass(slots=True)
class _Count:
    broken: int = 0
    beyond: int = 0
    wide: bool = False
    safe: bool = True


def inspect(stream: BinaryIO, *, limit: int, named: str | None = None) -> Body:
    """Read the stream once. `named` is a charset that the sender gives; it decides."""
    digest, size, head = hashlib.sha256(), 0, b""
    for block in _blocks(stream):
        head = head or block[:4]
        digest.update(block)
        size += len(block)
        if size > limit:
            raise IntakeError(
                "BATCH_TOO_LARGE", "文件过大，请分批报送 (the batch is too large)", 413
            )
    if head.startswith(_UTF16):
        raise _refusal()
    count = _Count(safe=False)
    if named is None and not head.startswith(_BOM):
        count = _as_utf8(stream)
    codec = _codec(stream, head, named, count)
    return Body(codec, digest.hexdigest(), size, safe=codec == UTF8 and count.safe)


def _codec(stream: BinaryIO, head: bytes, named: str | None, count: _Count) -> str:
    if named is not None:
        if named.lower() not in CODECS:
            raise _refusal()
        return CODECS[named.lower()]
    if head.startswith(_BOM):
        return UTF8_BOM
    if count.broken > count.beyond * BROKEN_SHARE:
        if not _is_gb18030(stream):
            raise _refusal()
        return GB18030
    narrow = count.beyond > 0 and not count.wide and not count.broken
    if narrow and _is_gb18030(stream, only_han=True):
        raise IntakeError(
            "ENCODING_AMBIGUOUS",
            "无法判断编码，请另存为带BOM的UTF-8 (save the file as UTF-8 with BOM)",
        )
    return UTF8


def _as_utf8(stream: BinaryIO) -> _Count:
    """Characters beyond ASCII, and bytes that are no UTF-8."""
    count = _Count()
    for text in _decoded(stream, UTF8, "surrogateescape"):
        count.safe = count.safe and is_safe_text(text)
        if text.isascii():
            continue
        count.broken += len(_BROKEN.findall(text))
        count.beyond += len(_BEYOND_ASCII.findall(text))
        count.wide = count.wide or _BEYOND_TWO_BYTES.search(text) is not None
    return count


def _is_gb18030(stream: BinaryIO, *, only_han: bool = False) -> bool:
    try:
        for text in _decoded(stream, GB18030, "strict"):
            beyond = _BEYOND_ASCII.findall(text) if only_han else []
            if any(not "\u4e00" <= each <= "\u9fff" for each in beyond):
                return False
    except UnicodeDecodeError:
        return False
    return True


def _decoded(stream: BinaryIO, codec: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)(errors)
    for block in _blocks(stream):
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while block := stream.read(CHUNK):
        yield block


def _refusal() -> IntakeError:
    return IntakeError("ENCODING", "编码应为UTF-8或GB18030 (the encoding is not UTF-8 or GB18030)")
