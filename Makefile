# Everything here sets itself up: a fresh machine needs Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
TEST_ARGS ?= -n 3
DEMO_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help install format check lint types contracts test goldens preview bench demo demo-reset demo-story picture screenshots lock clean

help: ## What one can do here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	@echo "Setting up $(VENV), once. It takes about half a minute."
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

install: $(DEV) ## Make .venv with everything a contributor needs

format: $(DEV) ## Put the code in its one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix --exit-zero .

check: lint types contracts ## Format, lint, types, import contracts

# Without ruff's cache, which does not see that a module has come or gone, and so misjudges the order of imports.
lint: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check --no-cache .

types: $(DEV)
	$(BIN)/mypy

contracts: $(DEV)
	$(BIN)/lint-imports

test: $(DEV) ## All tests, on SQLite and on PostgreSQL
	$(BIN)/python -m pytest $(TEST_ARGS)

goldens: $(DEV) ## Rewrite the golden files of messages; read the diff
	$(BIN)/python -m pytest tests/golden --rewrite-goldens

preview: $(DEV) ## Every message with sample data, in a browser: the way to work on wording
	@$(BIN)/convener preview

bench: $(DEV) ## Benchmarks: ratios against named peers, printed as a table and as JSON lines
	$(BIN)/python -m benchmarks

demo: $(RUNTIME) ## A pretend workspace with the real bot, in the browser, without a Slack account
	@$(BIN)/convener demo $(DEMO_ARGS)

demo-reset: $(RUNTIME) ## Forget everything the demo kept
	@$(BIN)/convener demo-reset

demo-story: $(RUNTIME) ## A two-week story of a community, told in the terminal
	@$(BIN)/convener story

picture: $(RUNTIME) ## Draw the story anew: docs/demo.svg, and the report it ends with (a picture of it needs Chromium)
	@$(BIN)/convener story --fast --picture docs/demo.svg --report docs/report.html
	@browser=$$(command -v chromium || command -v chromium-browser || command -v google-chrome) && \
	  "$$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=860,2550 \
	  --screenshot=docs/report.png "file://$(CURDIR)/docs/report.html" \
	  || echo "no Chromium here: docs/report.png is left as it was"

screenshots: $(DEV) ## Take the pictures for README and docs anew, from the real page (needs Chromium; minutes)
	$(BIN)/python -m tests.browser.pictures

lock: $(BIN)/python ## Pin the newest allowed versions, with hashes
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra build --extra dev pyproject.toml -o requirements-dev.lock

clean: ## Remove what the commands above made
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
