# Everything one does with linli, by name. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

LISTEN ?= 127.0.0.1:3000
DATABASE ?= sqlite://target/linli.db

# Read when a recipe starts, after .ci/toolchain.sh has chosen.
CARGO = cargo $(addprefix +,$(shell cat target/toolchain 2>/dev/null))
# The program and its tools, and the same with the tests. Crates that both want have the same features in both, which
# frontend/bundle/Cargo.toml sees to and .ci/run looks at: with others they would be compiled twice.
PROGRAM := --workspace --exclude 'linli-frontend*' --exclude linli-tests
NATIVE := --workspace --exclude 'linli-frontend*'
# One edition after the other: together they would share their features, and be the same.
WASM := --target wasm32-unknown-unknown
# In a folder of its own, so that both halves are built side by side: in one they would wait for each other, and each
# has minutes in which only one processor has something to do.
BROWSER := target/browser
MODULES := $(BROWSER)/wasm32-unknown-unknown
BUNDLE := target/debug/linli-bundle --out target/site
SERVE = target/debug/linli serve --listen $(LISTEN) --database '$(DATABASE)' --site target/site --demo

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile
	@echo "  LISTEN=$(LISTEN) and DATABASE=$(DATABASE) can be set for run and dev"

.PHONY: toolchain testkit benchkit program native modules halves built site
toolchain:
	@.ci/toolchain.sh

testkit:
	@.ci/testkit.sh

benchkit: testkit
	@. .ci/debian.sh && install_debian chromium && install_npm tests/e2e/bench "Lighthouse"

program: toolchain
	@echo "==> building the server (first time: about 7 minutes on two cores)"
	@$(CARGO) build $(PROGRAM)

native: toolchain
	@echo "==> building the server and its tests (first time: about 9 minutes on two cores)"
	@$(CARGO) build $(NATIVE)

modules: toolchain
	@$(CARGO) build $(WASM) --target-dir $(BROWSER) --config frontend/quick.toml -p linli-frontend-residents
	@$(CARGO) build $(WASM) --target-dir $(BROWSER) --config frontend/quick.toml -p linli-frontend-staff

# The browser half speaks once it is its turn: two that write at once cannot be read.
define side_by_side
	@mkdir -p $(BROWSER)
	@$(MAKE) --no-print-directory modules >$(BROWSER)/said 2>&1 & browser=$$!; \
		$(CARGO) build $(1) || { kill $$browser; exit 1; }; \
		echo "==> building the browser half: what is left of it"; \
		wait $$browser || { cat $(BROWSER)/said >&2; exit 1; }
endef

halves: toolchain
	@echo "==> building the server, and the browser half beside it (first time: 10 to 14 minutes on two cores)"
	$(call side_by_side,$(PROGRAM))

# All that `check` and `test` need, at once; for .ci/run, where clippy compiles it.
built: toolchain
	$(call side_by_side,$(NATIVE) --all-targets)

site: halves ## build the program, and what browsers load
	@$(BUNDLE) --modules $(MODULES)/debug

.PHONY: run
run: site ## build what changed and serve it with demo data
	@echo "==> starting; stop with Ctrl-C"
	@exec $(SERVE)

.PHONY: dev
dev: ## like run, and again whenever a source changes
	@.ci/watch.sh $(MAKE) --no-print-directory run LISTEN=$(LISTEN) DATABASE='$(DATABASE)'

.PHONY: test rust-tests browser-tests
test: testkit site rust-tests browser-tests ## build everything, run every test

rust-tests: testkit native
	@echo "==> testing the domain, the server and the tools"
	@rm -f target/nextest/default/junit.xml
	@status=0; $(CARGO) nextest run $(NATIVE) || status=$$?; .ci/slowest target/nextest/default/junit.xml; exit $$status
	@echo "==> testing what must compile, and what must not"
	@$(CARGO) test $(NATIVE) --doc --quiet

browser-tests: testkit site
	@echo "==> testing in the browser"
	@npm test --prefix tests/e2e

PROOFS := $(CURDIR)/target/proofs
LONG = LINLI_KILLS=$${LINLI_KILLS:-200} LINLI_SECONDS=$${LINLI_SECONDS:-60} \
	LINLI_SCHEDULES=$${LINLI_SCHEDULES:-10000} LINLI_PROOFS=$(PROOFS) \
	$(CARGO) nextest run $(NATIVE) --cargo-quiet --status-level fail --final-status-level fail

.PHONY: fault
fault: testkit native ## phones against servers that are killed, cut off, restored: about 8 minutes
	@rm -f $(PROOFS)
	@echo "==> many schedules in memory, processes killed and restored"
	@$(LONG) -E 'binary(fault) and not test(/^many::/)' || { cat $(PROOFS); exit 1; }
	@echo "==> three servers behind a bad network, alone for the sake of its times"
	@$(LONG) -E 'binary(fault) and test(/^many::/)' || { cat $(PROOFS); exit 1; }
	@echo "==> what was shown"
	@cat $(PROOFS)

.PHONY: attack
attack: testkit toolchain ## attacks a release build as the security audit tells, on both databases (1 hour)
	@echo "==> building for release (first time: about 12 minutes)"
	@$(CARGO) build --release -p linli-server -p linli-tests --bin linli --bin attack
	@target/release/attack $(ATTACK)

FUZZ_SECONDS ?= 60
READERS := push form cookie cursor phone forwarded config places holidays json

.PHONY: fuzz
fuzz: toolchain ## each reader of outside bytes fed with anything, FUZZ_SECONDS=60 each
	@.ci/fuzzing.sh
	@echo "==> building the readers with counters (first time: about 5 minutes)"
	@RUSTC_WORKSPACE_WRAPPER=$(CURDIR)/.ci/coverage.sh $(CARGO) build $(NATIVE) --features linli-tests/fuzz --bin fuzz
	@mkdir -p target/fuzz
	@for reader in $(READERS); do \
		echo "==> $$reader, $(FUZZ_SECONDS) s"; mkdir -p target/fuzz/$$reader; \
		LINLI_FUZZ=$$reader target/debug/fuzz -max_total_time=$(FUZZ_SECONDS) -timeout=10 -max_len=8192 -verbosity=0 \
			-print_final_stats=1 -artifact_prefix=target/fuzz/find-$$reader- target/fuzz/$$reader \
			tests/fuzz/corpus/$$reader 2>&1 | grep -E 'number_of_executed|ERROR|panicked|SUMMARY|Test unit written' || true; \
		test -z "$$(compgen -G "target/fuzz/find-$$reader-*")" || { \
			echo "linli: target/fuzz/find-$$reader-… breaks it; mend it and keep the file in tests/fuzz/corpus/$$reader"; exit 1; }; \
	done

.PHONY: schema
schema: program ## Schemathesis: no server error, every answer as the API's description says (5 minutes)
	@.ci/schemathesis.sh
	@python3 tests/schema/run.py target/debug/linli target/schemathesis/bin/schemathesis

.PHONY: check format types lint licences
check: format types lint licences ## format, lints, types, licences and banned dependencies; changes no source

format: toolchain testkit
	@echo "==> format"
	@cargo fmt --all --check

types: testkit
	@echo "==> types of the browser tests"
	@npm run --silent types --prefix tests/e2e

lint: toolchain testkit
	@echo "==> lints of the server (first time: about 5 minutes)"
	@$(CARGO) clippy $(NATIVE) --all-targets -- -D warnings
	@echo "==> lints of the browser half (first time: about 2 minutes)"
	@$(CARGO) clippy $(WASM) --target-dir $(BROWSER) -p linli-frontend -p linli-frontend-residents -- -D warnings
	@$(CARGO) clippy $(WASM) --target-dir $(BROWSER) -p linli-frontend -p linli-frontend-staff -- -D warnings

licences: testkit
	@echo "==> licences, bans, sources"
	@cargo deny --log-level error check bans licenses sources

.PHONY: new-system
new-system: ## a start for a new system, copied from the smallest: NAME=notices ONE=notice
	@.ci/new-system '$(NAME)' '$(ONE)'

.PHONY: fmt
fmt: ## format the sources
	@cargo fmt --all

# The standard library is compiled along, for size like the rest. Cargo and rustc call that unstable,
# hence the variable; its own folder, since crates look for that variable and would all be built anew.
SMALL = RUSTC_BOOTSTRAP=1 $(CARGO) build $(WASM) --target-dir target/small --profile wasm-release \
	-Z build-std=std,panic_abort -Z build-std-features=optimize_for_size --config frontend/small.toml

# What a first visit may cost, and what may arrive after it; a release that costs more does not build.
WASM_KIB ?= 470
LATER_KIB ?= 150

.PHONY: dist dist-site
dist-site: program
	@.ci/smaller.sh
	@echo "==> building the browser half for release (first time: about 6 minutes)"
	@$(SMALL) -p linli-frontend-residents
	@$(SMALL) -p linli-frontend-staff
	@target/debug/linli-bundle --out target/dist/site --modules target/small/wasm32-unknown-unknown/wasm-release \
		--wasm-opt frontend/bundle/node_modules/.bin/wasm-opt --compress --at-most $(WASM_KIB) --later-at-most $(LATER_KIB)

dist: dist-site ## one program with the site inside: target/dist/linli
	@echo "==> building the server for release (first time: about 12 minutes)"
	@$(CARGO) build --release -p linli-server --features embed
	@cp target/release/linli target/dist/linli
	@echo "==> target/dist/linli, $$(du -h target/dist/linli | cut -f1)"

.PHONY: shipped
shipped: testkit dist-site ## all tests in the browser, every screen in every dress, over a release's browser half
	@LINLI_E2E_SCREENS=every LINLI_E2E_SITE=$(CURDIR)/target/dist/site npm test --prefix tests/e2e

# The build that phones may still run: a commit.
PREVIOUS ?= 83bfb91

.PHONY: previous
previous: testkit site ## pages of the build before ($(PREVIOUS)) at today's server, and the other way round (first time: 12 minutes)
	@echo "==> building $(PREVIOUS)"
	@mkdir -p target/previous/$(PREVIOUS)
	@git archive $(PREVIOUS) | tar -x -C target/previous/$(PREVIOUS)
	@$(MAKE) --no-print-directory -C target/previous/$(PREVIOUS) site
	@LINLI_E2E_PREVIOUS=$(CURDIR)/target/previous/$(PREVIOUS) npm test --prefix tests/e2e -- previous

.PHONY: axe
axe: testkit site ## axe and the rules over every screen in every language, mode, theme and width
	@LINLI_E2E_SCREENS=every npm test --prefix tests/e2e -- accessibility rules

.PHONY: bench
bench: toolchain testkit benchkit dist-site ## measure a release build against its figures
	@echo "==> building for release (first time: about 12 minutes)"
	@$(CARGO) build --release -p linli-server -p linli-tests --bin linli --bin bench
	@target/release/bench
	@LINLI=$(CURDIR)/target/release/linli LINLI_E2E_SITE=$(CURDIR)/target/dist/site npm run --silent bench --prefix tests/e2e
