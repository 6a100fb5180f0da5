# The two commands of the README are `make demo` and `make test`. Each stands alone.

.PHONY: demo test bench chaos-build chaos crowd soak fuzz build install uninstall docs editor setup setup-build clean

# Those that the build alone needs.
BUILD_PACKAGES := libmnl-dev libpcap-dev libnftables-dev pkg-config util-linux

# Where `make install` puts things; DESTDIR comes before it, for packages.
PREFIX := /usr/local
# What is built and installed: release, or debug as `make test` leaves it.
BUILD := release
# The optimised program carries Swift's own libraries, and runs where there is no Swift. The linker's warning about
# mktemp is of a part of Foundation that Warren does not call.
FLAGS_release := -c release --static-swift-stdlib -Xlinker --no-export-dynamic
FLAGS_debug := -c debug
# The example of a package with regression tests. It shares what is built of Warren: seconds instead of minutes.
EXAMPLES := --package-path Examples/RegressionTests --scratch-path .build
SOURCES := Package.swift $(shell find Sources packaging -type f)

# What the build and the tests need beside a Swift toolchain.
PACKAGES := libmnl-dev libpcap-dev libnftables-dev pkg-config iproute2 nftables tcpdump iputils-ping util-linux procps graphviz curl iperf3 shellcheck socat psmisc python3 mandoc zsh fish libxml2-utils perl qemu-system-x86 kmod cpio zstd xz-utils strace wireguard-tools

demo: build
	.build/release/warren test labs/pods-across-hosts.swift

# The binary under test is the debug build, which stands beside the tests with the library that labs are
# compiled against.
test: setup
	swift build --build-tests
	swift build --product warren
	swift build --product WarrenLab
	swift build --product WarrenManual
	swift build --product warren-chaos
	swift build --product WarrenFaults
	Tests/run.sh --skip-build --skip IntegrationTests
	Tests/run.sh --skip-build --filter IntegrationTests
	swift build --build-tests $(EXAMPLES)
	Tests/run.sh --skip-build $(EXAMPLES)

# Measures Warren and writes the tables of docs/performance.md: `make bench BENCHMARKS="scale relay" ROUNDS=9`. As root,
# on a machine that does nothing else. /run is a file system of its own meanwhile, so that no trace stays.
bench: build
	swift build $(FLAGS_release) --product WarrenBenchmarks
	unshare --mount sh -c 'mount -t tmpfs tmpfs /run && .build/release/WarrenBenchmarks $(BENCHMARKS) --rounds $(or $(ROUNDS),5) --write docs/performance.md'

# The optimised program, .build/release/warren, and beside it what `make install` puts in place.
build: .build/$(BUILD)/installation/complete

.build/$(BUILD)/installation/complete: $(SOURCES)
	@$(MAKE) --no-print-directory setup-build
	swift build $(FLAGS_$(BUILD)) --product warren
	swift build $(FLAGS_$(BUILD)) --product WarrenLab
	swift build $(FLAGS_$(BUILD)) --product WarrenManual
	packaging/prepare.sh .build/$(BUILD)

# The program, what labs are compiled against, completions and manual pages. What is built already is only copied:
# `make build && sudo make install` needs no compiler as root.
install: .build/$(BUILD)/installation/complete
	DESTDIR="$(DESTDIR)" packaging/install.sh install "$(PREFIX)" .build/$(BUILD)

# All that `make install` put there, and nothing else.
uninstall:
	DESTDIR="$(DESTDIR)" packaging/install.sh uninstall "$(PREFIX)"

# The documentation of the vocabulary, by DocC: .build/documentation, for any web server.
docs: setup-build
	swift build --product WarrenLab
	packaging/docs.sh .build/debug .build/documentation
	@echo "python3 -m http.server -d .build/documentation, and see http://localhost:8000/documentation/warren"

# What an editor needs to understand the labs, by labs/compile_flags.txt: once, and when a component has changed its
# form.
editor: setup-build
	swift build --product WarrenLab
	mkdir -p .build/editor
	swiftc -swift-version 6 -emit-module -enable-testing -parse-as-library -module-name Components \
	  -I .build/debug/Modules labs/Components/*.swift -o .build/editor/Components.swiftmodule

# Faults and crowds, for docs/reliability.md. As root; each works in namespaces of its own.
CHAOS := .build/debug/warren-chaos
LABS ?= labs

# Every request of every lab's keeper refused, one by one, and the keeper killed after every one.
chaos: chaos-build
	$(CHAOS) points $(LABS)

# 200 labs started and ended by 8 processes at once.
crowd: chaos-build
	$(CHAOS) crowd

# 1,000 tests in a row, and 1,000 changes of one lab.
soak: chaos-build
	$(CHAOS) soak

chaos-build: setup
	swift build --product warren
	swift build --product WarrenLab
	swift build --product warren-chaos
	swift build --product WarrenFaults

# libFuzzer on everything that takes bytes from outside. What it finds worth keeping goes to .build/fuzz/corpus; a
# crash to .build/fuzz/crash-*, and from there, as a regression test, to Tests/Corpus.
FUZZ_TARGETS ?= packet pcapng netlink document lab name
FUZZ_SECONDS ?= 60
fuzz: setup
	swift build --scratch-path .build/fuzz --product WarrenFuzzing -Xswiftc -sanitize=fuzzer -Xswiftc -O
	swiftc -sanitize=fuzzer -o .build/fuzz/warren-fuzz .build/fuzz/debug/libWarrenFuzzing.a -lmnl
	for target in $(FUZZ_TARGETS); do \
	  mkdir -p .build/fuzz/corpus/$$target; \
	  WARREN_FUZZ=$$target SWIFT_BACKTRACE=enable=no .build/fuzz/warren-fuzz -max_total_time=$(FUZZ_SECONDS) -timeout=10 \
	    -print_final_stats=1 -artifact_prefix=.build/fuzz/crash-$$target- .build/fuzz/corpus/$$target Tests/Corpus/$$target || exit 1; \
	done

# Installs what is missing when it may, and otherwise says what to install.
setup: wanted := $(PACKAGES)
setup-build: wanted := $(BUILD_PACKAGES)
setup setup-build:
	@command -v swift >/dev/null || { echo "Swift 6.1 or later is missing: install it from swift.org" >&2; exit 1; }
	@missing=""; \
	for package in $(wanted); do \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then \
	    echo "installing$$missing"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	  else \
	    echo "missing packages; install them with: sudo apt-get install$$missing" >&2; exit 1; \
	  fi; \
	fi

clean:
	rm -rf .build
