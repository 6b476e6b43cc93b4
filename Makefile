# Everything starts here. `make run` and `make test` each do all set-up they need.
#
#   make run [BROKER=rabbitmq] [ARGS=...]   the whole system in the foreground
#   make test [ARGS=...]                    every test; ARGS goes to pytest
#   make torture [ARGS=...]                 minutes of random kills; ARGS="--minutes 30 --seed 7"
#   make check                              format, lint and types; the drawings linted and opened
#   make pictures                           draw the models anew for the documents
#   make pages                              write the rules anew for lawyers
#   make setup                              the set-up alone
#   make lock                               resolve the dependencies anew
#   make clean                              remove what set-up made; cases in .data stay

.DEFAULT_GOAL := help
.PHONY: help setup run test torture check pictures pages lock clean
BROKER ?=
ARGS ?=
export PYTHON
VENV := .venv/bin

help:
	@sed -n 's/^#  *make/  make/p' Makefile

setup: .venv/.installed
	@:

.venv/.installed: requirements.txt deploy/requirements-build.txt pyproject.toml scripts/setup.py scripts/steps.py
	@python=$$(scripts/find-python) && "$$python" scripts/setup.py

run: setup
	@exec $(VENV)/gakkumdu up $(if $(BROKER),--broker $(BROKER)) $(ARGS)

test: setup
	@exec $(VENV)/python scripts/test.py $(ARGS)

torture: setup
	@exec $(VENV)/python -m tests.torture $(ARGS)

check: setup
	@$(VENV)/ruff format --check --quiet . || { echo "Run $(VENV)/ruff format ."; exit 1; }
	@$(VENV)/ruff check --quiet .
	@$(VENV)/mypy services tests scripts
	@$(VENV)/python scripts/drawings.py lint

pictures: setup
	@$(VENV)/python scripts/drawings.py pictures

pages: setup
	@$(VENV)/gakkumdu rules pages

lock: setup
	@$(VENV)/python scripts/lock.py

clean:
	@rm -rf .venv .setup
