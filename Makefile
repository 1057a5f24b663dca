# The commands of this project; `make` alone lists them. What each does is in scripts/.
# HOST, PORT and the rest of the configuration are environment variables, or come after
# the target: make run PORT=9000

.DEFAULT_GOAL := help
.PHONY: help run curator test quick check fix audit soak

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile | expand -t 16

run: ## everything from a fresh clone: environment, database, shipped directory, the site
	@scripts/run

curator: ## create a first administrator, interactively
	@scripts/curator

test: ## everything: environment, tools, checks, the suite on SQLite, PostgreSQL, in a browser
	@scripts/test

quick: ## unit tests on SQLite, under 2 minutes
	@scripts/quick

check: ## format, lint, types, system checks, missing migrations
	@scripts/check

fix: ## mend what of that can be mended
	@scripts/fix

audit: ## look from outside: Lighthouse, known holes in dependencies
	@scripts/audit

soak: ## the long proofs in full
	@scripts/soak
