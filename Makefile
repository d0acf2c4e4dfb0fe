PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Words for the demo (make demo ARGS=--once) or for pytest (make test ARGS="tests/core/confirm/test_pay.py -x")
ARGS ?=

.PHONY: help demo dist docs test lint test-unit soak mutants lock test-django42 test-saleor load bench bench-settlements cassettes clean
.DEFAULT_GOAL := help

help: ## What there is
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

$(VENV)/.installed: setup.cfg sandbox/setup.cfg constraints-dev.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m tests.runner.venv $(VENV)
	@touch $@

$(VENV)/.mutants: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints-dev.txt -e '.[mutants]'
	@touch $@

$(VENV)/.dist: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints-dev.txt -e '.[dist]'
	@touch $@

dist: $(VENV)/.dist ## Both distributions, wheel and sdist, in dist/: checked, and installed once
	$(BIN)/python -m tests.runner.dist

docs: $(VENV)/.installed ## The documentation as a site, in build/site
	$(BIN)/python -m tests.runner.docs

mutants: $(VENV)/.mutants ## Changes to what moves money that no test notices (ARGS="*.refunds.*" WORKERS=4)
	PATH="$(CURDIR)/$(BIN):$$PATH" mutmut run --max-children $(or $(WORKERS),2) $(ARGS)
	$(BIN)/python -m tests.runner.mutants

lock: ## Take the newest versions of what development needs, and write them into constraints-dev.txt
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check -e ./sandbox -e '.[test,mutants,dist,docs]'
	build/lock/bin/python -m pip --disable-pip-version-check freeze --exclude-editable > build/lock/pins
	{ echo '# What make test runs with. Written by make lock.'; cat build/lock/pins; } > constraints-dev.txt

# Whoever develops has all of it in .venv already; others get what the demo needs, in a folder apart.
DEMO := $(if $(wildcard $(VENV)/.installed),$(VENV),.venv-demo)
DEMO_NEEDS := $(if $(findstring --once,$(ARGS)),.browser,.installed)
ifeq ($(DEMO),$(VENV))
DEMO_NEEDS := .installed
endif

.venv-demo/.installed .venv-demo/.browser: setup.cfg sandbox/setup.cfg constraints-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m demo.installing .venv-demo $(if $(filter %.browser,$@),--browser)
	@touch $@ .venv-demo/.installed

demo: $(DEMO)/$(DEMO_NEEDS) ## A shop to click through, without Saleor or on SALEOR=path (ARGS=--once: a browser walks it)
	@$(DEMO)/bin/python -m demo $(if $(SALEOR),--saleor $(SALEOR)) $(ARGS)

test: $(VENV)/.installed ## Everything, Saleors under SALEOR_CHECKOUTS too; or ARGS="tests/core/confirm/test_pay.py -k twice"
	$(BIN)/python -m tests.runner $(if $(ARGS),-- $(ARGS))

lint: $(VENV)/.installed ## ruff, mypy, import-linter
	$(BIN)/python -m tests.runner lint

test-unit: $(VENV)/.installed ## The tests that need no Saleor, with coverage
	$(BIN)/python -m tests.runner unit sandbox host machine

soak: $(VENV)/.installed ## The state machine with EXAMPLES=1000 new examples; what fails is drawn again first
	EXAMPLES=$(or $(EXAMPLES),1000) $(BIN)/python -m tests.runner machine

test-django42: $(VENV)/.installed ## The core's and the API client's tests on Django 4.2
	$(BIN)/python -m tests.runner django42

test-saleor: $(VENV)/.installed ## The tests inside real Saleors (ARGS="-k refund" goes to pytest)
	$(BIN)/python -m tests.runner saleor $(if $(ARGS),-- $(ARGS))

bench: $(VENV)/.installed ## Every figure beside its anchor, in one table (ARGS=sweep, ARGS=--help)
	$(BIN)/python -m bench $(ARGS)

bench-settlements: $(VENV)/.installed ## How comparing Toss's settlements grows with the month (ARGS="10000 100000")
	$(BIN)/python -m bench.settlements $(ARGS)

load: $(VENV)/.installed ## 200 checkouts by 16 buyers on real Saleor, a fifth of Toss's answers failing
	BRANDPAY_LOAD=200x16 $(BIN)/python -m tests.runner saleor -- tests/saleor/test_load.py

cassettes: $(VENV)/.installed ## Record the cassettes of the API client again
	$(BIN)/python -m tests.api.record

clean: ## Remove what the above made
	rm -rf $(VENV) .venv-demo .venv-django42 build dist mutants storefront/node_modules storefront/dist
