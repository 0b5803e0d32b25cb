# `make help` explains itself.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VAR ?= var
PORT ?= 8080
MINUTES ?= 10
FUZZ_SECONDS ?= 600
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
DEBIAN_BUILD := libsqlite3-dev zlib1g-dev
DEBIAN_TEST := sqlite3 curl jq strace nginx-light python3 python3-venv procps openssl zbar-tools
DEBIAN_PDF := libpango1.0-dev libcairo2-dev fonts-croscore fonts-dejavu-core
DEBIAN_PAPERS := fonts-noto-core fonts-unifont poppler-utils chromium
DEBIAN_PEERS := libssl-dev wrk apache2-utils python3-requests nodejs golang-go
SWIFT_FLAGS := --explicit-target-dependency-import-check error

.PHONY: help
help: ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

.PHONY: run
run: toolchain debian ## Set everything up and serve the pilot on 127.0.0.1:8080 (PORT=…, VAR=…)
	swift build -c release --product motcua $(SWIFT_FLAGS)
	@set -e; bin="$$(swift build -c release --show-bin-path)/motcua"; \
	export MOTCUA_DATABASE="$(VAR)/motcua.db" MOTCUA_KEY_FILE="$(VAR)/motcua.key"; \
	"$$bin" migrate; \
	"$$bin" config load config/lang-son; \
	"$$bin" credential issue --demonstration | sed 's,127.0.0.1:8080,127.0.0.1:$(PORT),'; \
	exec "$$bin" serve --port $(PORT)

.PHONY: test
test: toolchain debian debian-test ## Set everything up and run every test
	swift build --build-tests $(SWIFT_FLAGS)
	MOTCUA_EXECUTABLE="$$(swift build --show-bin-path)/motcua" python3 Tests/OpenAPI/run.py
	SWIFT_BACKTRACE=enable=no swift test --no-parallel $(SWIFT_FLAGS)

# Before the tests, whose last line is to be the last.
.PHONY: test-openapi
test-openapi: toolchain debian debian-test ## Made-up requests by the description, with the credential of each role (Schemathesis from PyPI)
	swift build --product motcua $(SWIFT_FLAGS)
	MOTCUA_EXECUTABLE="$$(swift build --show-bin-path)/motcua" \
		python3 Tests/OpenAPI/run.py --write docs/results/schemathesis.md

# In this order, so that what is short and what builds least comes first.
FULL_PARTS ?= lint oracle fuzz test test-tls test-papers bench-papers coverage sanitize simulate

# A part that fails does not keep the others from running; the last lines say which did, and then make fails.
.PHONY: test-full
test-full: toolchain debian debian-test debian-peers ## Every test at full depth: many seeds, fuzzing, sanitizers, traits (hours; FULL_PARTS=…)
	@mkdir -p "$(VAR)/test-full"; outcomes=""; failed=""; \
	for part in $(FULL_PARTS); do \
		log="$(VAR)/test-full/$$part.log"; began=$$(date +%s); echo "$$(date -u +%H:%M:%S) $$part → $$log"; \
		if MOTCUA_TEST_DEPTH=full MOTCUA_FAULTS_REPORT="$(CURDIR)/docs/results/faults.md" \
			$(MAKE) --no-print-directory "$$part" >"$$log" 2>&1; then outcome=passed; \
		else outcome=FAILED; failed="$$failed $$part"; tail -n 20 "$$log"; fi; \
		outcomes="$$outcomes$$(printf '%-9s %-6s %6d s' "$$part" "$$outcome" $$(($$(date +%s) - began)))\n"; \
	done; \
	printf "\n$$(git describe --always --dirty), $$(date -u '+%Y-%m-%d %H:%M') UTC\n$$outcomes"; \
	if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi

.PHONY: coverage
coverage: toolchain debian ## Fail unless the core's own tests run every line of decide and evolve
	swift build --build-tests --enable-code-coverage --scratch-path .build/coverage $(SWIFT_FLAGS)
	rm -rf .build/coverage/debug/codecov
	swift test --enable-code-coverage --scratch-path .build/coverage --skip-build --no-parallel \
		--filter '^Dossier(Routing|Domain)Tests\.'
	@tools="$$(dirname "$$(readlink -f "$$(command -v swift)")")"; \
	"$$tools/llvm-profdata" merge -o .build/coverage/core.profdata .build/coverage/debug/codecov/*.profraw; \
	"$$tools/llvm-cov" export -format=lcov -instr-profile .build/coverage/core.profdata \
		.build/coverage/debug/motcuaPackageTests.xctest > .build/coverage/core.lcov
	python3 Tests/Coverage/coverage.py .build/coverage/core.lcov

.PHONY: simulate
simulate: toolchain debian ## The province over HTTP for MINUTES=10 of machine time, into docs/results/simulation.md
	swift build -c release --product motcua $(SWIFT_FLAGS)
	swift build -c release --product motcua-bench $(SWIFT_FLAGS)
	rm -rf "$(VAR)/simulation"
	"$$(swift build -c release --show-bin-path)/motcua-bench" simulate --minutes $(MINUTES) --folder "$(VAR)/simulation" \
		--write docs/results/simulation.md

.PHONY: fuzz
fuzz: toolchain debian ## libFuzzer on the HTTP parser and connections under the address sanitizer (FUZZ_SECONDS=600)
	Tests/HTTPServerTests/Fuzz/fuzz.sh $(FUZZ_SECONDS)

# The undefined-behaviour sanitizer, for what is C; of Swift docs/threat-model.md tells, "Whatever bytes come".
UNDEFINED := -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined

# Leaks are not looked for: Swift's runtime keeps what it caches. What is suppressed, and why, stands in the file. At smoke
# depth: each input costs several times what it does elsewhere, and `fuzz` has the address sanitizer for the many.
.PHONY: sanitize
sanitize: toolchain debian debian-test ## The HTTP suites under the address, thread and (C only) undefined-behaviour sanitizers
	for kind in address thread; do \
		swift build --build-tests --sanitize=$$kind --scratch-path .build/$$kind $(UNDEFINED) $(SWIFT_FLAGS) || exit 1; \
		ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=4 TSAN_OPTIONS="suppressions=$(CURDIR)/Tests/thread-sanitizer.txt" \
		MOTCUA_TEST_DEPTH= MOTCUA_SANITIZED=1 SWIFT_BACKTRACE=enable=no \
		swift test --sanitize=$$kind --scratch-path .build/$$kind --skip-build --no-parallel $(UNDEFINED) \
			--filter '^HTTP(Message|Server|Peer)Tests\.' || exit 1; \
	done

.PHONY: test-tls
test-tls: toolchain debian debian-test debian-peers ## The trait TLS, with openssl, curl and Python as clients
	swift build --build-tests --traits TLS --scratch-path .build/tls $(UNDEFINED) $(SWIFT_FLAGS)
	SWIFT_BACKTRACE=enable=no swift test --traits TLS --scratch-path .build/tls --skip-build --no-parallel $(UNDEFINED) \
		--filter 'HTTPPeerTests|EncryptionTests|TLSQueueTests'

.PHONY: test-papers
test-papers: toolchain debian debian-test debian-pdf debian-papers ## The trait PDF and how papers look, with poppler, zbar and Chromium as readers
	swift build --build-tests --traits PDF --scratch-path .build/pdf $(SWIFT_FLAGS)
	SWIFT_BACKTRACE=enable=no swift test --traits PDF --scratch-path .build/pdf --skip-build --no-parallel \
		--filter '^DossierPapersTests\.|PaperProcessTests|PrintedPaperTests'

.PHONY: faults
faults: toolchain debian debian-test ## Hundreds of kills and every fault in depth; writes docs/results/faults.md
	swift build --build-tests $(SWIFT_FLAGS)
	@mkdir -p docs/results
	MOTCUA_TEST_DEPTH=full MOTCUA_FAULTS_REPORT="$(CURDIR)/docs/results/faults.md" SWIFT_BACKTRACE=enable=no \
		swift test --skip-build --no-parallel --filter 'KillFaultTests|DiskFaultTests|OtherFaultTests|PowerLossTests|RotationFaultTests|ErasureFaultTests'

SIZE ?= 20000
ROUNDS ?= 3
DURATION ?= 1

.PHONY: bench-data
bench-data: toolchain debian ## Generate the databases for bench beforehand (SIZE="100000 1000000"; 10 minutes a million)
	swift build -c release --product motcua-bench $(SWIFT_FLAGS)
	for size in $(SIZE); do test -e "$(VAR)/bench/dossiers-$$size.db" || \
		"$$(swift build -c release --show-bin-path)/motcua-bench" generate --dossiers $$size \
			--database "$(VAR)/bench/dossiers-$$size.db" --key-file "$(VAR)/bench/dossiers-$$size.key" || exit 1; done

.PHONY: bench
bench: toolchain debian ## Measure the service beside SQLite and a bare answer, then bench-poll (SIZE=20000 ROUNDS=3 DURATION=1; SIZE may name several)
	swift build -c release --product motcua $(SWIFT_FLAGS)
	swift build -c release --product http-example $(SWIFT_FLAGS)
	swift build -c release --product motcua-bench $(SWIFT_FLAGS)
	@mkdir -p "$(VAR)/bench" docs/results
	"$$(swift build -c release --show-bin-path)/motcua-bench" measure --folder "$(VAR)/bench" --rounds $(ROUNDS) \
		--seconds $(DURATION) $(foreach s,$(SIZE),--size $(s)) --write docs/results/bench.md
	$(MAKE) bench-poll

SOAK_MINUTES ?= 30

.PHONY: soak
soak: toolchain debian ## Half the highest rate for SOAK_MINUTES (30): is all flat? Writes docs/results/soak.md
	swift build -c release --product motcua $(SWIFT_FLAGS)
	swift build -c release --product motcua-bench $(SWIFT_FLAGS)
	@mkdir -p "$(VAR)/bench" docs/results
	"$$(swift build -c release --show-bin-path)/motcua-bench" soak --folder "$(VAR)/bench" --minutes $(SOAK_MINUTES) \
		--write docs/results/soak.md

.PHONY: lint
lint: toolchain ## Check the formatting of all Swift sources
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

.PHONY: format
format: toolchain ## Format all Swift sources
	swift format --in-place --recursive --parallel Package.swift Sources Tests

REHEARSE := $(VAR)/bench/open-100000
.PHONY: bench-rehearse
bench-rehearse: toolchain debian ## Rehearse three changes on 100,000 open dossiers, and apply them on a copy (10 minutes)
	swift build -c release --product motcua-bench $(SWIFT_FLAGS)
	@mkdir -p "$(VAR)/bench" docs/results
	test -e "$(REHEARSE).db" || "$$(swift build -c release --show-bin-path)/motcua-bench" generate --dossiers 200000 \
		--from 2025-12-31 --until 2026-01-01 --database "$(REHEARSE).db" --key-file "$(REHEARSE).key"
	"$$(swift build -c release --show-bin-path)/motcua-bench" rehearse --database "$(REHEARSE).db" \
		--key-file "$(REHEARSE).key" --write docs/results/rehearsal.md

.PHONY: bench-http
bench-http: toolchain debian debian-test debian-peers ## Our HTTP server beside nginx, in one run (4 minutes)
	swift build -c release --product http-example --traits TLS --static-swift-stdlib --scratch-path .build/bench $(SWIFT_FLAGS)
	HTTP_EXAMPLE="$$(swift build -c release --scratch-path .build/bench --show-bin-path)/http-example" \
		python3 Tests/HTTPPeerTests/Peers/bench_http.py --write docs/results/bench-http.md

.PHONY: bench-poll
bench-poll: toolchain debian ## What agencies that poll cost: parked polls, wake-ups, claims, completions (3 minutes)
	swift build -c release --product motcua $(SWIFT_FLAGS)
	swift build -c release --product motcua-bench $(SWIFT_FLAGS)
	@mkdir -p docs/results
	"$$(swift build -c release --show-bin-path)/motcua-bench" poll --write docs/results/bench-poll.md

ROWS ?= 100000

.PHONY: bench-papers
bench-papers: toolchain debian debian-test debian-pdf ## Slips a second beside Cairo alone, memory of a register of ROWS=100000
	swift build -c release --product motcua --traits PDF --scratch-path .build/pdf $(SWIFT_FLAGS)
	swift build -c release --product motcua-bench --traits PDF --scratch-path .build/pdf $(SWIFT_FLAGS)
	@mkdir -p "$(VAR)/bench" docs/results
	"$$(swift build -c release --scratch-path .build/pdf --show-bin-path)/motcua-bench" papers --rows $(ROWS) \
		--folder "$(VAR)/bench" --write docs/results/bench-papers.md

.PHONY: bench-access
bench-access: toolchain debian ## What a password costs beside OpenSSL's scrypt, and a request's rate beside none
	swift build -c release --product motcua $(SWIFT_FLAGS)
	swift build -c release --product motcua-bench $(SWIFT_FLAGS)
	@mkdir -p "$(VAR)/bench" docs/results
	"$$(swift build -c release --show-bin-path)/motcua-bench" access --folder "$(VAR)/bench" --write docs/results/passwords.md

EXPORTS ?= 100000

.PHONY: bench-exports
bench-exports: toolchain debian ## What large answers take of memory, on EXPORTS=100000 dossiers (4 minutes)
	swift build -c release --product motcua $(SWIFT_FLAGS)
	swift build -c release --product motcua-bench $(SWIFT_FLAGS)
	@mkdir -p "$(VAR)/bench" docs/results
	"$$(swift build -c release --show-bin-path)/motcua-bench" exports --size $(EXPORTS) --folder "$(VAR)/bench" \
		--write docs/results/exports.md

.PHONY: oracle
oracle: ## Check the deadline tables against an independent count (Python)
	python3 Tests/Oracles/deadlines.py

.PHONY: clean
clean: ## Remove what was built; the data under var stays
	rm -rf .build

.PHONY: toolchain
toolchain:
	@command -v swift >/dev/null || { echo "Swift is missing: install a Swift 6.3 toolchain from https://www.swift.org/install/linux/ and put it on the PATH."; exit 1; }

# Installs what is missing of the Debian packages in $(1); asks for root only then.
install = missing=""; for p in $(1); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then $(SUDO) apt-get update && $(SUDO) apt-get install -y --no-install-recommends $$missing; fi

.PHONY: debian debian-test debian-peers debian-pdf debian-papers
debian:
	@$(call install,$(DEBIAN_BUILD))
debian-test:
	@$(call install,$(DEBIAN_TEST))
	@python3 -c "import ensurepip" 2>/dev/null || { $(call install,python3-venv); }
debian-peers:
	@$(call install,$(DEBIAN_PEERS))
debian-pdf:
	@$(call install,$(DEBIAN_PDF))
debian-papers:
	@$(call install,$(DEBIAN_PAPERS))
