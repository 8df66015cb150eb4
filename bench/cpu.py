"""CPU time of processes, to the nanosecond: theirs, their threads', their children's.

In: process ids. Out: seconds. The kernel keeps a clock for every process that counts all its
threads, those that ended too; children that ended are in the parent's own account. Linux only.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

SCHEDULED = 2  # the kernel's number for the clock that counts what the scheduler gave
TICKS = os.sysconf("SC_CLK_TCK")


def of_process(pid: int) -> float:
    """Seconds that a process and its threads ran."""
    return time.clock_gettime((~pid << 3) | SCHEDULED)


def of_tree(pid: int) -> float:
    """The same of a process and everything beneath it, ended children included."""
    total = 0.0
    for each in tree(pid):
        try:
            total += of_process(each) + _of_the_ended(each)
        except OSError:  # it has just ended; its parent accounts for it
            continue
    return total


def tree(pid: int) -> list[int]:
    """A process and all its living descendants."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


def memory(pid: int) -> int:
    """Resident bytes of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def load() -> float:
    """How many processes of the machine want to run, averaged over a minute."""
    return os.getloadavg()[0]


def pin(pid: int, core: int) -> None:
    """Keep a process on one core, where the machine has several."""
    cores = sorted(os.sched_getaffinity(0)) if pid == 0 else list(range(os.cpu_count() or 1))
    if core < len(cores) and len(cores) > 1:
        os.sched_setaffinity(pid, {cores[core]})


def _of_the_ended(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / TICKS
