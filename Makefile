# Two commands do everything on a fresh Debian machine with Python 3.11: `make demo` and `make test`.
VENV := .venv
BIN  := $(VENV)/bin
WORKERS := $(shell expr $$(nproc) + 1)

.PHONY: setup setup-tests demo test lint bench bench-peers bench-learning bench-llm eval-llm test-kills test-fuzz test-live test-stress test-posix test-pjdfstest lock clean help

help:            ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 16

setup:           ## system packages, .venv, skillfs and its development tools (seconds when done)
	@tools/setup

setup-tests:     ## the same, and the programs that the tests run on a mount
	@tools/setup tests

demo: setup      ## mount a space, drop sessions, read what was learnt
	@tools/demo

# A module's tests stay in one worker, which shares their mount. Tests wait for other processes about a third of their
# time: three workers keep two processors busy.
test: setup-tests ## the whole test suite
	@$(BIN)/pytest -q -n $(WORKERS) --dist loadscope --no-loadscope-reorder

# Tests import helpers from beside them, as pytest has it, so every directory of tests is on mypy's path. The conftest.py
# files stay out: they would all be the one module `conftest`, which mypy refuses.
lint: setup      ## ruff and mypy --strict
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	@MYPYPATH=$$(echo tests/*/ | tr ' ' :) $(BIN)/mypy bench $$(find tests -name '*.py' ! -name conftest.py)

bench: setup     ## throughput, latency and memory; bench/RESULTS.md keeps the figures; `make bench-peers` compares
	@$(BIN)/python -m bench

bench-peers: setup  ## the read-write mount beside ext4, bindfs, sshfs and pyfuse3's example; bench/RESULTS-peers.md
	@$(BIN)/python -m bench.peers

bench-learning: setup  ## what the offline learner learns of labelled cases, at which speed and in how much memory
	@$(BIN)/python -m bench.learning

bench-llm: setup  ## ten spaces of fifty sessions against a model that takes 200 ms a call
	@$(BIN)/python -m bench.llm

eval-llm: setup  ## the labelled cases with the model that is configured: real calls, real cost
	@$(BIN)/python -m bench.llm.evaluation

test-kills: setup-tests ## SIGKILL of mount, learner and supervisor 200 times each, of the llm learner 100 times (an hour)
	@SKILLFS_KILLS=200 $(BIN)/pytest -q -s tests/daemon/test_kills.py
	@SKILLFS_KILLS=100 $(BIN)/pytest -q tests/llm/test_llm_killed.py

test-fuzz: setup-tests ## 10,000 hostile requests each to the tree, to the handlers and to all parts of a mount (minutes)
	@SKILLFS_FUZZ_STEPS=10000 $(BIN)/pytest -q tests/fuzz

test-posix: setup-tests ## 20,000 verified operations on a file, two minutes of a crowd on a tree, fio (minutes)
	@SKILLFS_FSX_OPERATIONS=20000 SKILLFS_CROWD_SECONDS=120 \
	    $(BIN)/pytest -q -s tests/mount/test_exerciser.py tests/mount/test_crowd.py tests/mount/test_fio.py

test-pjdfstest: setup-tests ## the public POSIX suite: make test-pjdfstest PJDFSTEST=DIR, a built checkout (root, minutes)
	@test -x "$(PJDFSTEST)/pjdfstest" || { echo "PJDFSTEST=DIR must be a built checkout of pjdfstest: see docs/posix.md" >&2; exit 2; }
	@SKILLFS_PJDFSTEST=$(PJDFSTEST) $(BIN)/pytest -q tests/mount/test_pjdfstest.py

test-live: setup-tests ## 500 commits of others seen within 100 ms, and 5,000 slow reads of a file that is republished (minutes)
	@SKILLFS_LIVE_COMMITS=500 SKILLFS_LIVE_READS=5000 $(BIN)/pytest -q -s tests/mount/test_live.py

test-stress: setup-tests ## readers, lookups, writers, drops, a watcher and a learner at once for five minutes
	@SKILLFS_STRESS_SECONDS=$${SKILLFS_STRESS_SECONDS:-300} $(BIN)/pytest -q -s tests/mount/test_stress.py

lock: setup      ## renew requirements.lock from pyproject.toml
	@tools/lock

clean:           ## remove what set-up and builds made
	rm -rf $(VENV) build dist *.egg-info
