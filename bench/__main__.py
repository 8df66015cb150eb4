"""`python -m bench`: measure the hub beside its contenders."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack

import orjson

from bench import cpu
from bench.asks import asks
from bench.data import sqlite_set
from bench.rounds import exchanges, in_turn, ratio
from bench.serving import LOAD_CORE, served


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--size", default="10k")
    parser.add_argument("--operations", default="ABCD")
    parser.add_argument("--contenders", default="limit,full,bare")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    given = parser.parse_args()
    data = sqlite_set(given.size)
    cpu.pin(0, LOAD_CORE)
    every = asks(data)
    with ExitStack() as stack:
        servers = [stack.enter_context(served(name, data)) for name in given.contenders.split(",")]
        for operation in given.operations:
            asked = exchanges(servers, operation, every[operation], {})
            figures = in_turn(
                servers,
                asked,
                rounds=given.rounds,
                seconds=given.seconds,
                connections=16,
                database_cpu=lambda: 0.0,
            )
            for name, figure in figures.items():
                more = {"ratio_to_limit": ratio(figures["limit"], figure)}
                sys.stdout.write(
                    f"{operation} {name:6} {orjson.dumps({**more, **figure.summary()}).decode()}\n"
                )


if __name__ == "__main__":
    main()
