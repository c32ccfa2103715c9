# Everything here works on a fresh clone with Python 3.11 or later and `make`; the set-up does the rest.
# On Windows see README.md: the same commands without make.

PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
SETUP = $(PYTHON) tools/setup.py
PYTEST = $(BIN)/python -m pytest
WORKERS ?= 2
PORT ?= 8000
POSTGRESQL ?= postgresql://postgres@127.0.0.1:5432/ledgerhouse
MARIADB ?= mariadb://root@127.0.0.1:3306/ledgerhouse

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-docs setup-browser demo test leak test-postgresql test-mariadb nightly browser lint types contracts \
        spelling docs messages messages-check audit check requirements lock bench format clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: setup-dev  ## set everything up: environment, locked packages, browser assets, translations

setup-dev:
	@$(SETUP) dev

setup-docs:
	@$(SETUP) dev docs

setup-browser:
	@$(SETUP) dev browser

demo:  ## set up, run the main job on an embedded database and serve it
	@$(SETUP)
	@$(BIN)/ledgerhouse demo

test: setup-dev  ## set up and run the test suite on SQLite
	@env -u LEDGERHOUSE_DATABASE $(PYTEST) -n $(WORKERS) $(TESTS)

test-postgresql: setup-dev  ## the same suite on PostgreSQL (POSTGRESQL=url)
	@LEDGERHOUSE_DATABASE=$(POSTGRESQL) $(PYTEST) -n $(WORKERS) $(TESTS)

test-mariadb: setup-dev  ## the same suite on MariaDB (MARIADB=url)
	@LEDGERHOUSE_DATABASE=$(MARIADB) $(PYTEST) -n $(WORKERS) $(TESTS)

nightly: setup-dev  ## a thousand rounds of faults, and long runs of the random tests
	@env -u LEDGERHOUSE_DATABASE LEDGERHOUSE_KILLS=200 LEDGERHOUSE_FAULTS=100 LEDGERHOUSE_EXAMPLES=500 LEDGERHOUSE_FUZZ=40 \
	    $(PYTEST) -n $(WORKERS) tests/faults tests/posting/test_gate_machine.py tests/house/test_fuzz.py

leak: setup-dev  ## walk every way out of the house with restricted people
	@env -u LEDGERHOUSE_DATABASE $(PYTEST) -n $(WORKERS) -m leak tests/house

browser: setup-browser  ## browser journeys in headless Chromium
	@env -u LEDGERHOUSE_DATABASE $(PYTEST) -m browser $(TESTS)

lint: setup-dev  ## ruff (every rule), its formatter, and spelling
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/codespell

types: setup-dev  ## mypy, strict
	@$(BIN)/mypy

contracts: setup-dev  ## who may import whom
	@$(BIN)/lint-imports --no-cache

messages: setup-dev  ## bring every room's translation file up to date, and compile
	@$(BIN)/python tools/messages.py
	@$(BIN)/python tools/messages.py --compile

messages-check: setup-dev  ## fail on a missing, fuzzy or left-over translation
	@$(BIN)/python tools/messages.py --check

docs: setup-docs  ## build the documentation; an unknown glossary term fails
	@$(BIN)/python -m sphinx -b html -W -n -q docs docs/_build/html
	@echo "docs/_build/html/index.html"

audit: setup-dev  ## known weaknesses of the locked packages, when the network allows to ask
	@$(BIN)/python tools/audit.py

check: lint types contracts messages-check audit  ## all static checks

requirements: setup-dev  ## which requirement has which tests
	@$(BIN)/python tools/requirements.py

lock: setup-dev  ## make the lock files anew (KEEP=1: change only what must)
	@$(BIN)/python tools/lock.py

bench: setup-dev  ## orders from confirmation to shipment, as JSON (DATABASE=sqlite|postgresql|mariadb)
	@LEDGERHOUSE_LOG=warning $(BIN)/python -m benchmarks.order_to_ship --database $(or $(DATABASE),sqlite) --json

format: setup-dev  ## let ruff put things in order
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

clean:  ## remove everything that set-up, tests and docs made (your data in var/ stays)
	rm -rf .venv node_modules docs/_build build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis artefacts \
	    src/ledgerhouse/interfaces/web/static/vendor src/*.egg-info
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +
	find src -name '*.mo' -delete
