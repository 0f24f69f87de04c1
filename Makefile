# The front door. Debian 12 and root (or sudo) are enough; each target installs the packages that it misses.
#
#   make run      build, and start the hub with a demo platform: http://localhost:8080
#   make demo     watch the whole story in the terminal
#   make test     everything that must hold, with sanitizers
#   make tsan     the writer, the readers and the plugins' host under ThreadSanitizer
#   make torture  the same for hours: 10 000 kills and the like; interrupted, it goes on from there (OBOLUS_TORTURE=0.1: a tenth)
#   make bench    how fast it is, in its release form
#   make docs     write the pages of docs/reference that the program knows best
#   make format   clang-format over all sources
#   make clean    forget what was built (not var/, where the demo's database lives)

.PHONY: run demo test tsan torture bench docs format clean build packages packages-test packages-node peers
.DEFAULT_GOAL := build

PACKAGES := g++ cmake ninja-build pkg-config ccache mold ca-certificates \
  libboost1.81-dev libboost-json1.81-dev libssl-dev libicu-dev \
  libsoci-dev libsqlite3-dev libpq-dev libyaml-cpp-dev libcli11-dev libspdlog-dev \
  liboauth2-dev libcjose-dev libkainjow-mustache-dev prometheus-cpp-dev libseccomp-dev
PACKAGES_TEST := libgtest-dev libgmock-dev libbenchmark-dev python3 chromium wrk sqlite3 postgresql systemd \
  patroni liblua5.3-0 libopentracing-c-wrapper0

JOBS := $(shell nproc)
OBOLUS := build/release/bin/obolus

# Installs what is missing of $(1). Asks the mirrors for news only when the lists at hand don't know a package.
define install
@missing=""; \
for package in $(1); do \
  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
done; \
test -n "$$missing" || exit 0; \
if [ "$$(id -u)" = 0 ]; then root="env"; \
elif command -v sudo >/dev/null; then root="sudo env"; \
else echo "These Debian packages are missing; install them as root:$$missing" >&2; exit 1; fi; \
echo "Installing:$$missing"; \
apt-get install --simulate --no-install-recommends $$missing >/dev/null 2>&1 || $$root apt-get update -q || exit 1; \
$$root DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing </dev/null
endef

packages:
	$(call install,$(PACKAGES))

packages-test: packages
	$(call install,$(PACKAGES_TEST))
	@command -v npm >/dev/null || ! command -v node >/dev/null || \
	  { echo "Node.js is here without npm: install the npm that belongs to it" >&2; exit 1; }
	@command -v npm >/dev/null || $(MAKE) --no-print-directory packages-node
	@command -v promtool >/dev/null || $(MAKE) --no-print-directory build/tools/usr/bin/promtool
	@command -v etcd >/dev/null || $(MAKE) --no-print-directory build/tools/usr/bin/etcd
	@test -x /usr/sbin/haproxy || $(MAKE) --no-print-directory build/tools/usr/sbin/haproxy

# Programs that are wanted of packages whose installation would start a service.
define unpack
@mkdir -p build/tools/$(1)
@cd build/tools/$(1) && { apt-get download -q $(1) >/dev/null 2>&1 || { echo "can't download Debian's package $(1), of which the tests need $(2); run apt-get update" >&2; exit 1; }; }
@dpkg-deb --fsys-tarfile build/tools/$(1)/$(1)_*.deb | tar -x -C build/tools .$(2)
@rm -r build/tools/$(1)
endef

build/tools/usr/bin/promtool:
	$(call unpack,prometheus,/usr/bin/promtool)
build/tools/usr/bin/etcd:
	$(call unpack,etcd-server,/usr/bin/etcd)
build/tools/usr/sbin/haproxy:
	$(call unpack,haproxy,/usr/sbin/haproxy)

packages-node:
	$(call install,nodejs npm)

# The platforms that nobody here wrote, from npm, at the versions of the lock file.
peers: packages-test
	@test -e tests/peers/node_modules/.package-lock.json -a ! tests/peers/package-lock.json -nt tests/peers/node_modules/.package-lock.json || \
	  (cd tests/peers && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json)

build: packages
	@cmake --preset release >/dev/null
	@cmake --build --preset release -j $(JOBS)

run: build
	@$(OBOLUS) serve --config config/demo.yaml --migrate --with-demo-platform

demo: build
	@$(OBOLUS) demo

test: packages-test peers
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev -j $(JOBS)
	@ctest --preset dev -j 2

tsan: packages-test
	@cmake --preset tsan >/dev/null
	@cmake --build --preset tsan -j $(JOBS)
	@OBOLUS_TEST_ENGINE=sqlite build/tsan/tests/store/store_test
	@OBOLUS_TEST_ENGINE=postgresql build/tsan/tests/store/store_test
	@build/tsan/tests/store/store_postgresql_test
	@build/tsan/tests/http/await_test
	@build/tsan/tests/http/names_test
	@build/tsan/tests/plugin_host/plugin_host_test

torture: packages-test
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev -j $(JOBS) --target torture_tests
	@tests/torture/torture.py build/dev

bench: packages-test
	@cmake --preset release -DOBOLUS_BENCH=ON >/dev/null
	@cmake --build --preset release -j $(JOBS)
	@tests/bench/run.sh $(OBOLUS) build/release/tests/bench/bench_givers

docs: packages-test
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev -j $(JOBS) --target reference
	@build/dev/tests/reference/reference --write

format:
	@command -v clang-format >/dev/null || { echo "install clang-format" >&2; exit 1; }
	@git ls-files '*.cpp' '*.hpp' '*.c' '*.h' | xargs clang-format -i

clean:
	rm -rf build tests/peers/node_modules
