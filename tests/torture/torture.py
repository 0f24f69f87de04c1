#!/usr/bin/env python3
"""The tests of hostile cases, for hours: torture.py BUILD [TRIAL...]

Each trial is a test that `make test` runs for a moment; here it runs in rounds, each with a seed of its own, until a release's
number is reached. OBOLUS_TORTURE scales all numbers (0.1: a tenth). What was done is kept in BUILD/torture, so that
a run that was interrupted goes on from there; --restart forgets it. A round that fails ends everything and says how to repeat it.
"""
import argparse
import concurrent.futures
import json
import os
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Trial:
    name: str
    test: str  # the executable, below BUILD/tests
    filter: str  # of GoogleTest
    count: str  # the environment variable that says how many a round does
    what: str
    total: int  # a release's target
    a_round: int
    environment: tuple = ()


def on_both_engines(name, test, filter, count, what, total, a_round):
    return [Trial(f"{name} on {engine}", test, filter, count, what, total // 2, a_round, (("OBOLUS_TEST_ENGINE", engine),))
            for engine in ("sqlite", "postgresql")]


TRIALS = [
    *on_both_engines("crash", "end_to_end/crash_test", "Crash.*", "OBOLUS_KILLS", "kills", 10_000, 100),
    Trial("failover", "cluster/failover_test", "Failover.*", "OBOLUS_FAILOVERS", "failovers", 10, 5),
    Trial("server crash", "end_to_end/server_crash_test", "ServerCrash.*", "OBOLUS_SERVER_CRASHES", "crashes", 500, 20),
    Trial("disk", "hub/disk_test", "Disk.nothing_is_acknowledged*", "OBOLUS_DISK_FAULTS", "failures", 10_000, 100),
    *on_both_engines("closers", "hub/kill_test", "Kill.thirty_two_closers*", "OBOLUS_CLOSERS_ROUNDS", "closes", 100, 1),
    *on_both_engines("clock", "hub/clock_test", "Zones/Clock.*", "OBOLUS_CLOCK_JUMPS", "jumps in each zone", 10_000, 500),
    Trial("split", "money/money_test", "Oracle.*", "OBOLUS_SPLITS", "splits", 100_000_000, 1_000_000),
    Trial("tampering", "hub/tamper_test", "Tampering.*", "OBOLUS_TAMPERINGS", "tamperings", 10_000, 500),
    *on_both_engines("restore", "hub/checkpoint_test", "Checkpoint.a_restored_backup*", "OBOLUS_RESTORES", "restores", 1_000, 20),
]


class Book:
    """What was done of each trial, on disk after each round."""

    def __init__(self, folder):
        self.file = os.path.join(folder, "done.json")
        self.lock = threading.Lock()
        try:
            with open(self.file, encoding="utf-8") as file:
                self.done = json.load(file)
        except FileNotFoundError:
            self.done = {}

    def add(self, name, count):
        with self.lock:
            self.done[name] = self.done.get(name, 0) + count
            self.write()
            return self.done[name]

    def forget(self):
        with self.lock:
            self.done = {}
            self.write()

    def write(self):
        with open(self.file + ".new", "w", encoding="utf-8") as file:
            json.dump(self.done, file, indent=1)
        os.replace(self.file + ".new", self.file)


def minutes(seconds):
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


class Run:
    def __init__(self, build, scale):
        self.build = build
        self.scale = scale
        self.folder = os.path.join(build, "torture")
        os.makedirs(self.folder, exist_ok=True)
        self.book = Book(self.folder)
        self.failed = threading.Event()

    def target(self, trial):
        return max(1, round(trial.total * self.scale))

    def round(self, trial, count, seed):
        """Whether it passed. Its output is kept in a file when it didn't."""
        set_here = dict(trial.environment) | {trial.count: str(count), "OBOLUS_SEED": str(seed)}
        command = [os.path.join(self.build, "tests", trial.test), f"--gtest_filter={trial.filter}"]
        log = os.path.join(self.folder, trial.name.replace(" ", "-") + ".log")
        with open(log, "wb") as out:
            ended = subprocess.run(command, env=os.environ | set_here, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
        with open(log, encoding="utf-8", errors="replace") as out:
            ran = "[  PASSED  ]" in out.read()
        if ended.returncode == 0 and ran:
            os.remove(log)
            return True
        words = [f"{key}={value}" for key, value in set_here.items()] + command
        print(f"{trial.name}: FAILED; see {log}; repeat it with:\n  {' '.join(words)}", flush=True)
        return False

    def work(self, trial):
        total = self.target(trial)
        done = self.book.done.get(trial.name, 0)
        if done >= total:
            print(f"{trial.name}: {done} of {total} {trial.what}, done before", flush=True)
            return
        seed = random.SystemRandom().getrandbits(48)
        print(f"{trial.name}: {done} of {total} {trial.what}, first seed {seed}", flush=True)
        began, here = time.monotonic(), 0
        while done < total and not self.failed.is_set():
            count = min(trial.a_round, total - done)
            if not self.round(trial, count, seed):
                self.failed.set()
                return
            seed += 1
            here += count
            done = self.book.add(trial.name, count)
            pace = (time.monotonic() - began) / here
            print(f"{trial.name}: {done} of {total} {trial.what}, {minutes((total - done) * pace)} left", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", help="where the tests were built")
    parser.add_argument("trials", nargs="*", help="only those whose names begin so; without one, all")
    parser.add_argument("--restart", action="store_true", help="forget what was done")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="so many trials at once")
    chosen = parser.parse_args()
    trials = [trial for trial in TRIALS if not chosen.trials or trial.name.startswith(tuple(chosen.trials))]
    if not trials:
        sys.exit("no such trial; there are: " + ", ".join(trial.name for trial in TRIALS))
    run = Run(os.path.abspath(chosen.build), float(os.environ.get("OBOLUS_TORTURE", "1")))
    if chosen.restart:
        run.book.forget()
    with concurrent.futures.ThreadPoolExecutor(max_workers=chosen.jobs) as pool:
        for ended in [pool.submit(run.work, trial) for trial in trials]:
            ended.result()
    if run.failed.is_set():
        sys.exit(1)
    print("Nothing was lost.")


if __name__ == "__main__":
    main()
