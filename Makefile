# Two words do all set-up on a fresh Debian or Ubuntu with Python: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
AT ?=

.PHONY: setup run test cover check fix docs bench serve lock screenshot validate durability fuzz

setup: .venv/dev          ## the environment for developers
run: .venv/run            ## one pass on the example place
	$(BIN)/forestall run examples/harbour $(if $(AT),--at $(AT))
test: .venv/dev           ## all tests
	$(BIN)/pytest -n auto --durations=30 --durations-min=5
cover: .venv/dev          ## all tests, and which lines they reach (takes half as long again)
	$(BIN)/coverage erase && $(BIN)/pytest -n auto --cov --cov-report=term:skip-covered
check: .venv/dev          ## style, types, the import rule
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache
fix: .venv/dev            ## mend what can be mended by machine
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .
docs: .venv/dev           ## write the look-up pages again from the code
	$(BIN)/python -m forestall.place.schema docs/look-up/place
durability: .venv/dev     ## kills, power cuts, full disks, at every step (about an hour)
	FORESTALL_LONG=1 $(BIN)/pytest tests/durability -rA
fuzz: .venv/dev           ## every parser of what others send, guided by what its code reaches (about three hours; Linux)
	$(BIN)/pip install --quiet --only-binary :all: "atheris>=3"
	FORESTALL_LONG=1 $(BIN)/pytest tests/guard/test_guided.py -rA
validate: .venv/dev       ## the chemical models against worked cases and field trials, written into docs/understand
	$(BIN)/python -m forestall.pipeline.validation
bench: .venv/dev          ## kernels and queries against their peers; memory.py, an hour, by itself
	for file in $(filter-out benchmarks/memory.py,$(wildcard benchmarks/[!_]*.py)); do $(BIN)/python -P $$file || exit 1; done
serve: run                ## the outlook on http, this machine only
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory examples/harbour/.forestall/outlook 8765
screenshot: run           ## the picture in the README
	$(BIN)/python examples/screenshot.py
lock: .venv/dev           ## the exact environment, with hashes and without addresses
	.ci/lock

.venv/run: requirements.lock pyproject.toml
	.ci/venv "$(PYTHON)" requirements.lock && touch $@
.venv/dev: requirements-dev.lock pyproject.toml
	.ci/venv "$(PYTHON)" requirements-dev.lock && touch $@ .venv/run
