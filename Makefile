# Everything a newcomer needs: `make run` and `make test`. Each sets up what it needs, the first time and after changes.
#
# Needs only Python 3.12 or later and make. Everything installed goes into .venv, everything made into var/.

PORT ?= 8000
PORTAL_BASE_URL ?= http://localhost:$(PORT)
export PORT PORTAL_BASE_URL

# Some machines forbid Python to keep what it compiled; that makes every start six seconds slower.
unexport PYTHONDONTWRITEBYTECODE
# Ours is the environment in .venv, whatever else is active.
unexport VIRTUAL_ENV PYTHONHOME

BIN := .venv/bin
SYNCED := .venv/synced
PYTEST := $(BIN)/python -m pytest
# Two cores are common; more are used where they are.
CORES := $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)

.DEFAULT_GOAL := help
.PHONY: help setup run test lint test-sqlite test-postgres journeys browser benchmarks messages clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## Set everything up and serve the portal with its demonstration on PORT (8000)
	@exec $(BIN)/python manage.py serve

test: setup lint test-sqlite test-postgres journeys ## Check and test everything: lint, types, both databases, a browser
	@echo "All is well."

setup: $(SYNCED) ## Make .venv with the locked packages
	@$(BIN)/python -m portal.management.catalogues

# pip brings uv, uv brings the rest exactly as locked; the environment's own Python is used, nothing is downloaded for it.
$(SYNCED): uv.lock
	@python=$$(sh .ci/find-python) || exit 1; \
	if ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then \
	  echo "Making .venv with $$($$python --version) …"; \
	  rm -rf .venv; \
	  $$python -m venv .venv || { \
	    echo "Python cannot make virtual environments here. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	    rm -rf .venv; exit 1; }; \
	fi
	@echo "Installing the locked packages …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	@UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_NO_PROGRESS=1 $(BIN)/uv sync --quiet --frozen --python $(BIN)/python
	@touch $@

lint: setup ## Check style, imports between floors, types, migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djade --check --target-version 6.1 $$(find theme/templates -name '*.html')
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	DATA_DIR=var/test/lint $(BIN)/python manage.py makemigrations --check --dry-run

test-sqlite: setup ## Run the tests on SQLite
	DATABASE_URL= $(PYTEST) -n $(CORES) --dist worksteal --ignore=tests/journeys

test-postgres: setup ## Run the tests on PostgreSQL, which comes with the packages (or on DATABASE_URL)
	$(BIN)/python -m tests.postgres $(PYTEST) -n $(CORES) --dist worksteal --ignore=tests/journeys

journeys: setup browser ## Follow people through a real browser
	DATABASE_URL= $(PYTEST) tests/journeys

browser: setup # The browser and a Chinese font, installed when absent and we may.
	@$(BIN)/python -m tests.browser

benchmarks: setup ## Measure, and print each figure with its conditions
	@for script in $$(cd benchmarks && grep -l '^def main' *.py | sed 's/\.py$$//'); do \
	  echo "== $$script"; $(BIN)/python -m benchmarks.$$script || exit 1; done

messages: setup ## List what the interface says without Chinese, and enter it into the catalogue
	$(BIN)/python manage.py messages --add

clean: ## Remove what was made, except the portal's data
	rm -rf .venv var/test .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find portal -name '*.mo' -delete
