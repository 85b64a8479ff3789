# `make` alone lists what there is. `make run` and `make test` are all a newcomer needs.
# PYTHON=python3.12 chooses the interpreter; ARGS="tests/rooms -k promise" goes to pytest; DATABASE=sqlite tests one database only.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run test chaos lint format ci install install-dev lock

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install ## Set up, migrate and start the desk in the foreground
	@exec .venv/bin/evenkeel up

test: install-dev ## The whole suite on SQLite, then on PostgreSQL
	@.venv/bin/python bin/suite.py --databases "$(or $(DATABASE),sqlite postgresql)" -- $(ARGS)

chaos: install-dev ## Ten minutes of storm over real engines (SECONDS=60, DATABASE=sqlite): nothing lost, nothing doubled
	@.venv/bin/python bench/chaos.py --seconds $(or $(SECONDS),600) $(if $(DATABASE),--alone --database $(DATABASE)) $(ARGS)

lint: install-dev ## ruff, mypy, djhtml and the import contracts
	@sh bin/lint

format: install-dev ## Put code and templates in order
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format . && .venv/bin/djhtml --tabwidth 2 src

ci: ## What CI runs: lint and test; fails if either does
	@sh bin/ci

install: ## The environment alone: .venv, with .venv/bin/evenkeel
	@sh bin/environment run

install-dev: ## The environment with what tests and linters need
	@sh bin/environment dev

lock: install-dev ## Make requirements/*.txt anew from *.in (LOCK=--upgrade takes newer versions)
	@sh bin/lock $(LOCK)
