"""A worker's memory is one arena, where the C library has several."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

ARENAS = """
import threading
from hub.arena import one_arena
if {told}:
    assert one_arena()
kept = []
threads = [threading.Thread(target=lambda: kept.append(bytearray(100_000))) for _ in range(4)]
for each in threads:
    each.start()
for each in threads:
    each.join()
import ctypes
libc = ctypes.CDLL(None)
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library has no arenas")
def test_threads_share_one_arena(tmp_path: Path) -> None:
    def arenas(told: bool) -> int:
        program = [sys.executable, "-c", ARENAS.format(told=told)]
        return subprocess.check_output(program, text=True).count("<heap nr=")

    assert arenas(told=False) > 1
    assert arenas(told=True) == 1
