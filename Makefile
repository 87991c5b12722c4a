# SAKPORE. Two commands matter: `make run` and `make test`. Both set up all they need.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8080
SMTP_PORT ?= 8025
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
export PORT PYTHON

.PHONY: help run test nightly check frontend stop fresh init golden catalogues needs-run needs-test lint types contracts definitions

help: ## show this
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

needs-run:
	@setup/needs run
needs-test:
	@setup/needs test

$(VENV)/.run: requirements.txt | needs-run
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-dev.txt requirements.txt | needs-test
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.run

run: needs-run $(VENV)/.run ## set up and run the demo on http://127.0.0.1:8080 (PORT=, DETACH=1)
	@SAKPORE_ENV=demo SAKPORE_SMTP_PORT=$(SMTP_PORT) setup/run $(BIN)/python

stop: ## stop a portal started with DETACH=1
	@setup/stop

fresh: stop ## stop, and remove the demo's data
	@rm -rf $${SAKPORE_DATA:-var}

test: needs-test $(VENV)/.test ## set up and run every check and test
	@$(MAKE) --no-print-directory check
	@scratch=$$(setup/scratch) && { SAKPORE_ENV=test TMPDIR=$$scratch $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS); \
	status=$$?; rm -rf $$scratch; exit $$status; }

nightly: ## as test, but all of it: journeys on both databases, slow bodies over 30 seconds, many more examples
	@SAKPORE_NIGHTLY=1 SAKPORE_DRIBBLE_SECONDS=30 \
	SAKPORE_RULE_SEED=$${SAKPORE_RULE_SEED:-$$RANDOM$$RANDOM} SAKPORE_RULE_TIMES=10 \
	$(MAKE) --no-print-directory test

check: $(VENV)/.test lint types contracts definitions ## the checks that take seconds

lint:
	@$(BIN)/ruff format --check --quiet . || { echo "run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .

types:
	@$(BIN)/mypy

contracts:
	@$(BIN)/lint-imports

definitions:
	@SAKPORE_ENV=test SAKPORE_DATA=$$(mktemp -d) $(BIN)/flask --app run permits check
	@SAKPORE_ENV=test SAKPORE_DATA=$$(mktemp -d) $(BIN)/flask --app run permits schema --check

frontend: ## build app/static/dist again (needs Node 20; its output is committed)
	@cd frontend && npm ci --ignore-scripts --no-audit --no-fund && node build.mjs

catalogues: $(VENV)/.test ## compile the translations (app/translations); their output is committed
	@for domain in messages admin; do $(BIN)/pybabel -q compile -d app/translations -D $$domain; done

golden: $(VENV)/.test ## write the compiled side of the rule vectors and the generated pages of docs again; look at the difference before you commit
	@$(BIN)/python -m tests.permits.rules.vectors
	@$(BIN)/python docs/linter/pages.py
	@$(BIN)/python docs/reference/pages.py
