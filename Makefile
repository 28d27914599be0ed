# Two commands are all a newcomer needs: `make scan` and `make test`.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
LOWEST := $(VENV)-lowest
EXAMPLE := questionnaires/examples/builder-12.yaml

# What draws text in the PDF, and what Debian leaves out of Python.
RUN_PACKAGES := python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig
# What the tests look at PDFs, forms, Word files, workbooks and slides with; Spark and ODK Validate need Java, SurveyJS needs npm.
TEST_PACKAGES := poppler-utils qpdf chromium chromium-driver \
	$(if $(shell command -v soffice),,libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui) \
	$(if $(shell command -v java),,default-jre-headless) $(if $(shell command -v npm),,npm)

# Every command that a test starts would compile the program anew where this is set.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help scan test lint lowest wheels generate bench mutants programme-example clean run-packages test-packages

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

scan: $(VENV)/.for-use ## Install what is missing and run the scan, or go on with it (without a terminal: the example)
	@if [ -t 0 ] && [ -t 1 ]; then \
		$(BIN)/slimscan; \
	else \
		$(BIN)/slimscan start --answers $(EXAMPLE) --lang nl --yes --output slimscan-voorbeeld.pdf; \
	fi

test: $(VENV)/.for-development test-packages lint lowest wheels ## Install what is missing and run every check and test
	$(BIN)/python -m pytest -n 2 --dist worksteal

bench: $(VENV)/.for-development ## What reports and start-up cost, beside the least they could
	$(BIN)/python -m tests.bench.reports
	$(BIN)/python -m tests.bench.startup
	$(BIN)/python -m tests.bench.batch 1e5 1e6
	$(BIN)/python -m tests.bench.batch_reports
	$(BIN)/python -m tests.bench.organisations

mutants: $(VENV)/.for-development ## Is a test there for every mistake: 500 of them, in hours; goes on where it stopped
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[mutants]'
	nice -n 10 $(BIN)/python -m tests.mutants

lint: $(VENV)/.for-development ## Style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

lowest: $(LOWEST)/.installed ## Work with the lowest versions that we allow of what we build on
	$(LOWEST)/bin/python tests/smoke.py

wheels: $(VENV)/.wheels ## Is there a wheel of everything for Windows and both kinds of Mac, and does ours work

generate: $(VENV)/.for-development ## Make again what is generated and committed
	$(BIN)/python tests/generated.py

programme-example: $(VENV)/.for-use ## Two waves of 1,000 made-up firms, scored and monitored (docs/programme.md)
	$(BIN)/python tests/programme_example.py programme-example

clean: ## Remove what was installed and built here
	rm -rf $(VENV) $(LOWEST) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.for-use: pyproject.toml constraints.txt | run-packages
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.for-development: pyproject.toml constraints.txt | run-packages
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(VENV)/.for-use $@

$(LOWEST)/.installed: pyproject.toml .ci/lowest_versions.py | run-packages
	$(PYTHON) -m venv $(LOWEST)
	$(PYTHON) .ci/lowest_versions.py > $(LOWEST)/constraints.txt
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check \
		-c $(LOWEST)/constraints.txt -e .
	@touch $@

$(VENV)/.wheels: pyproject.toml .ci/wheels | $(VENV)/.for-development
	bash .ci/wheels $(BIN)/python
	@touch $@

# Installs Debian packages when that is allowed here; otherwise says exactly what to install.
define install_packages
	@command -v dpkg >/dev/null 2>&1 || exit 0; \
	missing=""; \
	for package in $(1); do \
		dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; \
	done; \
	[ -n "$$missing" ] || exit 0; \
	if [ "$$(id -u)" = 0 ]; then may=""; \
	elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then may="sudo"; \
	else echo "Please install first: sudo apt install$$missing" >&2; exit 1; fi; \
	echo "Installing$$missing"; \
	{ $$may apt-get update -qq && \
	  $$may env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; } || \
	{ echo "That did not work. Please install: sudo apt install$$missing" >&2; exit 1; }
endef

run-packages:
	$(call install_packages,$(RUN_PACKAGES))

test-packages:
	$(call install_packages,$(TEST_PACKAGES))
