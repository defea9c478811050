# The front door. `make help` lists what it opens.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# One set of flags for every debug build, so that lint, build, dev and test share one build.
SWIFT_FLAGS := --explicit-target-dependency-import-check error
DEBUG := .build/debug/claviger
RELEASE := .build/release/claviger
SWIFT_SOURCES := Sources Tests Fuzz/Targets Package.swift
SHELL_SCRIPTS := .ci/run Scripts/setup Fuzz/run
PYTHON_SOURCES := Scripts Tests/Clients Benchmarks

.PHONY: help dev test fuzz lint format build release bench docs setup setup-clients setup-bench clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dev: build ## Set up, build and start `claviger dev`; its flags in ARGS="…"
	@exec $(DEBUG) dev $(ARGS)

test: setup-clients ## Set up, then every test: Swift, then the real clients in Python
	@.venv/bin/python Scripts/run_tests.py -- $(SWIFT_FLAGS)

# How long each fuzz target runs.
SECONDS := 30

fuzz: setup ## Feed every parser of outside bytes with generated input, SECONDS=30 for each
	@Fuzz/run $(SECONDS)

lint: setup ## Formatting, compiler warnings, declared imports, scripts
	@swift format lint --strict -r -p $(SWIFT_SOURCES)
	@swift build --build-tests $(SWIFT_FLAGS)
	@for script in $(SHELL_SCRIPTS); do bash -n "$$script"; done
	@if command -v shellcheck >/dev/null; then shellcheck $(SHELL_SCRIPTS); fi
	@if command -v python3 >/dev/null; then python3 -m compileall -q $(PYTHON_SOURCES); fi

format: ## Rewrite the Swift sources in the project's format
	@swift format -i -r -p $(SWIFT_SOURCES)

build: setup ## Build for debugging
	@swift build $(SWIFT_FLAGS) >&2

release: setup ## Build for use: one file that needs no Swift on the machine
	@swift build -c release --product claviger --static-swift-stdlib >&2

bench: setup-bench release ## Measure the gateway beside nginx and HAProxy, tokens beside OpenSSL, start-up and memory
	@python3 Benchmarks/gateway.py --claviger $(RELEASE) $(ARGS)
	@python3 Benchmarks/tokens.py --claviger $(RELEASE)
	@python3 Benchmarks/startup.py --claviger $(RELEASE)
	@python3 Benchmarks/emulator.py --claviger $(RELEASE)

docs: setup ## Write the documentation of the Swift library to .build/docs
	@rm -rf .build/symbol-graphs && mkdir -p .build/symbol-graphs
	@swift build $(SWIFT_FLAGS) --target ClavigerTesting -Xswiftc -emit-symbol-graph \
		-Xswiftc -emit-symbol-graph-dir -Xswiftc .build/symbol-graphs
	@find .build/symbol-graphs -type f ! -name 'ClavigerTesting*' -delete
	@docc convert Sources/ClavigerTesting/ClavigerTesting.docc --warnings-as-errors \
		--additional-symbol-graph-dir .build/symbol-graphs --output-path .build/docs \
		--fallback-display-name ClavigerTesting --fallback-bundle-identifier claviger.testing
	@echo "the documentation is in .build/docs; docc preview shows it in a browser" >&2

setup: ## Install the system packages that a build needs, where missing
	@Scripts/setup build

setup-clients:
	@Scripts/setup build clients

setup-bench:
	@Scripts/setup build bench

clean: ## Remove everything that was built or installed here
	rm -rf .build .venv .make
