# Everything a newcomer types. `make demo` and `make test` need Python 3.11+ and make; see README.md.

PYTHON ?= python3
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export PYTHON

.PHONY: demo test long lint build bench screens lock clean fonts environment development

demo: environment
	$(BIN)/sohotro demo demo
	@cat .ci/after-demo.txt

test: export PYTHONDONTWRITEBYTECODE = # programs that tests start need not compile everything again
test: development
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(TESTS)

# What takes long by itself: every kind of screen, a kill at every statement, the round in real windows.
long: development
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m long $(TESTS)

lint: development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

build: development
	@.ci/system objdump libpython
	$(BIN)/pyinstaller --noconfirm --clean --log-level WARN build.spec
	dist/sohotro/sohotro self-test

bench: development
	@for script in tests/bench/bench_*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

# The pictures of docs/screens anew; look at every one before it is committed.
screens: development
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q -n0 -m screens tests/screens

# The tested versions of everything, for all platforms, with hashes. Needs a network and pip.
lock: environment
	$(PIP) install uv
	printf 'setuptools>=77\n' > $(VENV)/build.in
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade --no-header --quiet \
		pyproject.toml $(VENV)/build.in -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet \
		--constraint requirements.lock --extra dev pyproject.toml $(VENV)/build.in -o requirements-dev.lock

clean:
	rm -rf $(VENV) build dist resources/fonts

environment: fonts $(VENV)/.installed

development: fonts $(VENV)/.installed-dev

fonts:
	@.ci/system venv fonts qt
	@.ci/fonts

$(VENV)/bin/python: | fonts
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes --only-binary :all: -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes --only-binary :all: -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.installed
