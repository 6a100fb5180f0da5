# The two commands of the README are `make demo` and `make test`. Each stands alone.

.PHONY: demo test bench build setup clean

# What the build and the tests need beside a Swift toolchain.
PACKAGES := libmnl-dev libpcap-dev libnftables-dev pkg-config iproute2 nftables tcpdump iputils-ping util-linux procps graphviz curl iperf3 shellcheck socat psmisc python3

demo: build
	.build/release/warren test labs/pods-across-hosts.swift

# The binary under test is the debug build, which stands beside the tests with the library that labs are
# compiled against.
test: setup
	swift build --build-tests
	swift build --product warren
	swift build --product WarrenLab
	swift test --skip-build --skip IntegrationTests
	swift test --skip-build --filter IntegrationTests

# Measures Warren and writes the tables of docs/performance.md: `make bench BENCHMARKS="scale relay" ROUNDS=9`. As root,
# on a machine that does nothing else. /run is a file system of its own meanwhile, so that no trace stays.
bench: build
	swift build -c release --product WarrenBenchmarks
	unshare --mount sh -c 'mount -t tmpfs tmpfs /run && .build/release/WarrenBenchmarks $(BENCHMARKS) --rounds $(or $(ROUNDS),5) --write docs/performance.md'

# The optimised program: .build/release/warren
build: setup
	swift build -c release --product warren
	swift build -c release --product WarrenLab

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
