# The two commands of the README are `make demo` and `make test`. Each stands alone.

.PHONY: demo test build chaos-build chaos crowd soak fuzz setup clean

# What the build and the tests need beside a Swift toolchain.
PACKAGES := libmnl-dev libpcap-dev libnftables-dev pkg-config iproute2 nftables tcpdump iputils-ping util-linux procps graphviz curl iperf3

demo: build
	.build/release/warren test labs/pods-across-hosts.swift

# The binary under test is the debug build, which stands beside the tests with the library that labs are
# compiled against.
test: setup
	swift build --build-tests
	swift build --product warren
	swift build --product WarrenLab
	swift build --product warren-chaos
	swift build --product WarrenFaults
	swift test --skip-build --skip IntegrationTests
	swift test --skip-build --filter IntegrationTests

# The optimised program: .build/release/warren
build: setup
	swift build -c release --product warren
	swift build -c release --product WarrenLab

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
setup:
	@command -v swift >/dev/null || { echo "Swift 6.1 or later is missing: install it from swift.org" >&2; exit 1; }
	@missing=""; \
	for package in $(PACKAGES); do \
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
