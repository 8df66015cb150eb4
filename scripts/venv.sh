#!/bin/sh
# Makes .venv with the first Python that is new enough. In: nothing. Out: .venv/bin/python.
# Refuses, in one line, when there is no such Python or it cannot make environments.
set -eu

usable() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null
}

for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    usable "$python" && break
    python=""
done
if [ -z "$python" ]; then
    echo "No Python 3.11 or newer was found: install one, or name it: make PYTHON=/path/to/python3" >&2
    exit 1
fi

make_venv() {
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 || "$python" -m virtualenv -q .venv >/dev/null 2>&1
}

if ! make_venv && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -qy python3-venv >/dev/null || true
    make_venv || true
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    echo "$python cannot make an environment: install the package python3-venv and try again" >&2
    exit 1
fi
