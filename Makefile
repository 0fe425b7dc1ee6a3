# make demo · make test · make check · make fix. Needs python3 (3.11 or newer, with venv), git and make; brings the rest.
PYTHON := .venv/bin/python
PORT ?= 8000
PACK ?= york-2020
PEOPLE ?= 3000
ARGS ?=
COVER ?=
COVERED = $(if $(COVER),--cov --cov-report=term:skip-covered $(if $(ARGS),,--cov-fail-under=95))
export PORT PACK PEOPLE

.PHONY: help setup demo test check fix bench lock
.DEFAULT_GOAL := help

help:  ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /make \1 — /p' Makefile

setup:  ## everything into .venv and node_modules; quick when nothing changed
	@python3 tools/setup.py

demo: setup  ## a synthetic council at http://127.0.0.1:8000 (PORT, PACK, PEOPLE)
	@exec $(PYTHON) -m alongside demo

test: setup  ## every test, in a real browser too (ARGS='-k word' for some, COVER=1 with coverage)
	@$(PYTHON) tools/browser.py
	@$(PYTHON) tools/identity_provider.py
	@$(PYTHON) -m pytest -n 2 --dist loadscope --no-loadscope-reorder $(COVERED) $(ARGS)
	@$(if $(COVER),$(if $(ARGS),:,$(PYTHON) tools/fully_covered.py),:)

check: setup  ## every lint and contract; changes nothing
	@$(PYTHON) tools/check.py

fix: setup  ## repair what can be repaired by machine
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

bench: setup  ## measure the pages and write docs/measurements.md
	@$(PYTHON) -m benchmarks $(ARGS)

lock: setup  ## renew requirements/*.txt from pyproject.toml
	@tools/lock.sh $(ARGS)
