SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo demo-mail demo-outbox demo-status demo-stop demo-reset install test lint fmt bench

export SUBJECT BODY FROM

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

install:  ## Install the agents and the dashboard (no system packages)
	@echo "Installing (the first time takes two to four minutes):"
	@deployment/install/python.sh dev
	@deployment/install/node.sh

demo: install  ## Start the whole product on an embedded mailbox and print its address
	@.venv/bin/python deployment/demo/demo.py start

demo-mail:  ## Deliver a mail: make demo-mail SUBJECT='…' BODY='…' [FROM=ali@acme.example]
	@.venv/bin/python deployment/demo/demo.py mail

demo-outbox:  ## Show what was sent
	@.venv/bin/python deployment/demo/demo.py outbox

demo-status:  ## Show processes, sync and waiting drafts
	@.venv/bin/python deployment/demo/demo.py status

demo-stop:  ## End the demo; its data stays
	@.venv/bin/python deployment/demo/demo.py stop

demo-reset:  ## End the demo and forget its data
	@.venv/bin/python deployment/demo/demo.py reset

test: install  ## Install what tests need and run everything
	@deployment/install/system.sh
	@deployment/install/check.sh

lint: install  ## Lint and types only
	@deployment/install/check.sh --lint

fmt:  ## Format the Python code
	@.venv/bin/ruff check --fix -q; .venv/bin/ruff format

bench: install  ## Print the measured figures (nothing is asserted)
	@deployment/install/system.sh
	@PYTHONPATH=. .venv/bin/python -m tests.bench
