#!/usr/bin/env bash
# What `make test` checks, cheapest first; a failing check does not hide the next one.
# When all is well, the last lines are pytest's summary.
set -uo pipefail
cd "$(dirname "$0")/../.."
bin=.venv/bin
failed=()
check() {
	echo "--- $*"
	"$bin/$1" "${@:2}" || failed+=("$*")
}

check ruff check .
check ruff format --check .
check lint-imports --no-cache
check python manage.py makemigrations --check --dry-run
check pytest -q --numprocesses "${JOBS:-auto}" --dist worksteal ${TESTS:-}

if [ ${#failed[@]} -gt 0 ]; then
	printf 'FAILED: %s\n' "${failed[@]}"
	exit 1
fi
