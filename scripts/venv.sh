#!/bin/sh
# Makes .venv with a Python that is new enough; of several builds of one version with the quickest.
# In: PYTHON, where a certain one is wanted. Out: .venv/bin/python. Refuses, in one line, when there
# is no such Python or none can make environments.
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

# Built without optimisation, as version managers do, an interpreter needs half as long again.
quickest_first() {
    name=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    echo "$PATH" | tr ':' '\n' | while read -r folder; do
        if [ -x "$folder/$name" ] && usable "$folder/$name"; then
            echo "$("$folder/$name" -c '
import timeit
print(int(1e6 * min(timeit.repeat("f(7)", "f = lambda n: [n, {n: n}]", number=50_000, repeat=5))))
') $folder/$name"
        fi
    done | sort -n | cut -d' ' -f2-
}

make_venv() {
    rm -rf .venv
    "$1" -m venv .venv >/dev/null 2>&1 || "$1" -m virtualenv -q .venv >/dev/null 2>&1 || return 1
    .venv/bin/python -m pip --version >/dev/null 2>&1
}

if [ -z "${PYTHON:-}" ]; then
    quickest_first | while read -r build; do
        if make_venv "$build"; then break; fi
    done
    if .venv/bin/python -m pip --version >/dev/null 2>&1; then exit 0; fi
fi
if ! make_venv "$python" && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -qy python3-venv >/dev/null || true
    make_venv "$python" || true
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    echo "$python cannot make an environment: install the package python3-venv and try again" >&2
    exit 1
fi
