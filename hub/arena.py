"""One arena of memory for all threads: what one of them lets go, another may have.

In: nothing. Out: whether the C library was told. GNU's gives each thread an arena of its own and
keeps there what was let go: the page caches of SQLite move from thread to thread, and a worker
came to 280 MB with 104 MB of pages. To be told before threads begin. Other libraries need no word.
"""

from __future__ import annotations

import ctypes
import sys

M_ARENA_MAX = -8  # malloc.h


def one_arena() -> bool:
    """Tell the C library, where it understands."""
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and mallopt(M_ARENA_MAX, 1) == 1
