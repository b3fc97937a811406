#!/usr/bin/env bash
# What `make test` checks, cheapest first. The last lines are pytest's summary.
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=.venv/bin
$bin/ruff check .
$bin/ruff format --check .
$bin/lint-imports --no-cache
$bin/python manage.py makemigrations --check --dry-run
exec $bin/pytest -q --numprocesses auto --dist worksteal ${PYTEST:-}
