# The commands of this project; `make` alone lists them. What each does is in scripts/.
# HOST, PORT and the rest of the configuration are environment variables, or come after
# the target: make run PORT=9000

.DEFAULT_GOAL := help
.PHONY: help run demo curator test quick soak check fix bench audit lock

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile | expand -t 16

run: ## everything from a fresh clone: environment, database, shipped directory, the site
	@scripts/run

demo: ## the site with made-up meetings and accounts, on this machine alone
	@scripts/demo

curator: ## create a first administrator, interactively
	@scripts/curator

test: ## everything: environment, tools, checks, the suite on SQLite, PostgreSQL, in a browser
	@scripts/test

quick: ## unit tests on SQLite, under 2 minutes
	@scripts/quick

soak: ## the long proofs in full, where `make test` looks at a sample; takes hours
	@scripts/soak

check: ## format, lint, types, system checks, missing migrations
	@scripts/check

fix: ## mend what of that can be mended
	@scripts/fix

bench: ## measure at 100, 1,000 and 10,000 organizations (SIZES=); writes docs/performance.md
	@scripts/bench

audit: ## look from outside: Lighthouse, known holes in dependencies
	@scripts/audit

lock: ## after editing a requirements file: write all dependencies with their hashes
	@scripts/lock
