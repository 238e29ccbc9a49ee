SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo demo-mail demo-outbox demo-status demo-stop demo-reset install install-cloud install-local \
  start-cloud start-local stop-cloud stop-local test lint fmt bench bench-dashboard bench-sync matrix soak

# A mail's words reach the program as they were typed: `value` keeps make from expanding a dollar sign, `unexport` from
# doing so on its own, and the shell never sees them.
unexport SUBJECT BODY FROM
override export DEMO_SUBJECT := $(value SUBJECT)
override export DEMO_BODY := $(value BODY)
override export DEMO_FROM := $(value FROM)

DEMO := .venv/bin/python -m deployment.demo
PM2 := deployment/pm2/node_modules/.bin/pm2

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1	\2/' | expand -t 22

demo:  ## Start the whole product with a mailbox of its own, and print its address
	@deployment/install/install.sh dev
	@$(DEMO) start

demo-mail: .venv  ## Let a mail arrive: make demo-mail SUBJECT='…' BODY='…' FROM='Ali <ali@acme.example>'
	@$(DEMO) mail

demo-outbox: .venv  ## Show what was sent
	@$(DEMO) outbox

demo-status: .venv  ## Show what runs, and how it fares
	@$(DEMO) status

demo-stop: .venv  ## End the demo and keep everything
	@$(DEMO) stop

demo-reset: .venv  ## End the demo and remove ./.demo
	@$(DEMO) reset

install:  ## Install everything that demo and tests need
	@deployment/install/install.sh dev

install-cloud:  ## Install the Cloud machine: its agent and PM2
	@deployment/install/install.sh cloud

install-local:  ## Install the Local machine: its agent, the dashboard and PM2
	@deployment/install/install.sh local

start-cloud:  ## Start (or restart) the Cloud machine's processes with .env.cloud
	@$(PM2) startOrRestart deployment/pm2/ecosystem.cloud.config.js --update-env

start-local:  ## Start (or restart) the Local machine's processes with .env.local
	@$(PM2) startOrRestart deployment/pm2/ecosystem.local.config.js --update-env

stop-cloud:  ## End the Cloud machine's processes
	@$(PM2) delete deployment/pm2/ecosystem.cloud.config.js

stop-local:  ## End the Local machine's processes
	@$(PM2) delete deployment/pm2/ecosystem.local.config.js

test:  ## Install what tests need and run everything
	@deployment/install/system.sh
	@deployment/install/install.sh dev --no-build
	@deployment/install/check.sh

lint: install  ## Lint, types and import contracts only
	@deployment/install/check.sh --lint

fmt: .venv  ## Format the Python code
	@.venv/bin/ruff check --fix --quiet; .venv/bin/ruff format

bench:  ## Measure the product on this machine; nothing is asserted
	@deployment/install/system.sh
	@deployment/install/install.sh dev
	@.venv/bin/python -m tests.bench

bench-dashboard:  ## Measure the dashboard over 10,000 waiting drafts: make bench-dashboard MIN=10
	@deployment/install/install.sh dev
	@.venv/bin/python -m tests.bench.dashboard --minutes $(or $(MIN),1) && .venv/bin/python -m tests.bench.dashboard_lighthouse

bench-sync: .venv  ## Measure the git sync beside plain git: make bench-sync ARGS='--sizes 1k,10k --runs 5'
	@.venv/bin/python -m tests.bench.sync $(ARGS)

matrix: .venv  ## Kill every step of an execution under every fault: make matrix ARGS='--channels email,odoo'
	@.venv/bin/python -m tests.bench.matrix $(ARGS)

soak: .venv  ## Storm the git sync for a while: make soak MIN=30
	@.venv/bin/python -m tests.bench.soak --minutes $(or $(MIN),30)

.venv:
	@echo "Nothing is installed yet. Run: make demo" && exit 1
