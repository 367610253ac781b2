# Everything runs in .venv, made from requirements.lock. Needed beforehand: Python 3.11 or newer with its venv module.
# Another Python: make run PYTHON=python3.12

PYTHON ?= python3
CITY ?= examples/sopron
WORKERS ?= auto
VENV := .venv
BIN := $(VENV)/bin
LOCKED := $(VENV)/.locked
READY := $(VENV)/.ready
SOURCES := $(shell find flows dashboards indicators -type f -not -name '*.pyc')
SCRIPTS := docs/generate.py docs/take_pictures.py

.DEFAULT_GOAL := help
LOCK_OPTIONS := --quiet --universal --python-version 3.11 --group dev --generate-hashes --no-header --no-annotate --no-emit-index-url

.PHONY: help lock run test check style types documents locked bench docs pictures example clean

help: ## What can be made.
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

run: $(READY) ## The month of the example city: ingest, compute, publish. Another city: CITY=folder
	$(BIN)/emas run --workspace $(CITY)

# Files in their order: those of whole runs and of the browser, which are few and long, come before the many short ones.
test: $(READY) ## All tests, on every core.
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder --durations 20

check: style types documents locked ## Style, types, generated documents, lock file; with --jobs 2 side by side.

style: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy --strict
	$(BIN)/mypy --strict --package examples.generator
	$(BIN)/mypy --strict $(SCRIPTS)

documents: $(READY)
	$(BIN)/python -m docs.generate --check

locked:
	@if grep -nE '://|^-' requirements.lock; then echo "requirements.lock names an address or an option"; exit 1; fi

bench: $(READY) ## How long the heavy steps take.
	$(BIN)/python -m pytest tests/benchmark --override-ini addopts= --import-mode=importlib --benchmark-only

docs: $(READY) ## The generated documents, then the pictures.
	$(BIN)/python -m docs.generate
	$(MAKE) pictures

pictures: run ## Pictures of the dashboards; needs Chromium.
	$(BIN)/python -m docs.take_pictures --workspace $(CITY)

example: $(READY) ## The example city's inbox and truth, made anew by its generator.
	$(BIN)/python -m examples.generator

lock: ## requirements.lock made anew; needs uv.
	uv pip compile $(LOCK_OPTIONS) --output-file requirements.lock pyproject.toml
	uv pip compile $(LOCK_OPTIONS) --no-strip-extras pyproject.toml | awk '/^[^ ]/ { extra = /^[^=]*\[/ } extra' >> requirements.lock

clean: ## Remove what was computed and cached; originals and .venv stay.
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks
	rm -rf examples/sopron/data examples/sopron/site examples/sopron/statements examples/sopron/outbox
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(LOCKED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=..."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	touch $@

# Installed as a user installs it, so that what runs is what is shipped; anew whenever a file of it changed.
$(READY): $(LOCKED) pyproject.toml README.md LICENSE $(SOURCES)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation .
	touch $@
