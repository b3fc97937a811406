# The two commands are `make run` and `make test`; `make help` names the others.

SHELL := /bin/bash
.DEFAULT_GOAL := help
# The first Python that is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv/bin
PORT ?= 8000
VAR_DIR ?= var
export PORT VAR_DIR DATABASE_URL REDIS_URL PYTHON PARTS BENCH_SECONDS

.PHONY: help
help:
	@echo 'make run     start the portal on this machine, with demo data (PORT=8000)'
	@echo 'make test    every check and test there is'
	@echo 'make bench   measure how fast it is (PARTS="orders grid", BENCH_SECONDS=60; PARTS=full: 28 million cells)'
	@echo 'make manage  a command of manage.py: make manage do="shell"'
	@echo 'make lock    write requirements.lock anew from pyproject.toml'

.PHONY: ready
ready:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed, and was not found.'; exit 1; }
	@$(PYTHON) ovsgtoets/local/prepare.py

.PHONY: run
run: export PORTAL_ENV = local
run: ready
	@$(VENV)/python -m ovsgtoets.local.run

.PHONY: test
test: export PORTAL_ENV = test
test: override VAR_DIR := $(VAR_DIR)/test
test: ready
	@$(VENV)/python -m ovsgtoets.local.database bash ovsgtoets/local/checks.sh

.PHONY: bench
bench: override VAR_DIR := $(VAR_DIR)/bench
bench: ready
	@$(VENV)/python -m tests.bench

.PHONY: manage
manage: export PORTAL_ENV = local
manage: ready
	@$(VENV)/python manage.py $(do)

.PHONY: lock
lock: ready
	$(VENV)/python -m uv --version >/dev/null 2>&1 || $(VENV)/python -m pip install --quiet uv
	$(VENV)/python -m uv pip compile --universal --python-version 3.11 --all-extras \
		--generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
		--quiet --output-file requirements.lock pyproject.toml
