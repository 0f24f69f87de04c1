#!/usr/bin/env python3
"""How fast the API is over books of some size, as ratios to what was measured in the same run.

usage: api.py OBOLUS BENCH_FILL --engine sqlite|postgresql --folder FOLDER --out FILE.json

Fills the books (dataset.py) unless FOLDER holds them from another run, starts `obolus serve --bench-route` and a platform that
answers lookups, and runs wrk: in turn against the no-op (the same server answering the same authenticated and parsed request
without the writer), flattrs and gifts; with one connection; and reads, alone and beside a full load of flattrs. Writes what it
found as JSON; report.py makes tables and pictures of it. With --audit the books are audited afterwards.
"""
import argparse
import contextlib
import http.client
import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import time

import machine
import people
from dataset import Dataset

HERE = pathlib.Path(__file__).resolve().parent
ROUTES = {
    "no-op": ("POST /v1/bench/no-op", "flattr"),
    "flattr": ("POST /v1/flattrs", "flattr"),
    "gift": ("POST /v1/gifts", "gift"),
    "dashboard": ("GET /v1/me", "none"),
    "month": ("GET /v1/flattrs", "none"),
    "account": ("GET /v1/statement?account=wallet", "none"),
}
READS = ("dashboard", "month", "account")


class Hub:
    def __init__(self, args, dataset):
        self.args, self.dataset = args, dataset
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.config = dataset.configure(self.port, people.serve())

    def __enter__(self):
        # Books that are kept may be older than the program.
        subprocess.run([self.args.obolus, "migrate", "--config", self.config], check=True, stdout=subprocess.DEVNULL)
        self.process = subprocess.Popen([self.args.obolus, "serve", "--config", self.config, "--bench-route"], stdout=subprocess.DEVNULL)
        self.wait_until_ready()
        self.dataset.know_givers(self.port)
        self.dataset.resolve_all(self.port)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def wait_until_ready(self):
        for _ in range(600):
            if self.process.poll() is not None:
                sys.exit(f"the hub ended early with exit code {self.process.returncode}")
            with contextlib.suppress(OSError):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/v1/hub")
                connection.getresponse().read()
                return
            time.sleep(0.05)
        sys.exit("the hub does not answer")

    def memory_mib(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024

    def start_load(self, name, seconds, connections):
        route, body = ROUTES[name]
        env = dict(os.environ, GIVERS=str(self.dataset.folder / "givers"), RECIPIENTS=str(self.dataset.folder / "recipients"),
                   ROUTE=route, BODY=body, FIRST=str(self.dataset.facts["first"]), ORIGIN=f"http://localhost:{self.port}")
        return subprocess.Popen(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", HERE / "load.lua",
                                 f"http://127.0.0.1:{self.port}"], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def end_load(self, name, load):
        out = load.communicate()[0]
        found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)", out)
        if not found or found.group(7) != "0":
            sys.exit(f"requests failed on {name}:\n{out}")
        requests, micros, *latencies = map(int, found.groups()[:-1])
        if ROUTES[name][0].startswith("POST"):
            self.dataset.used(requests + 64)
        return {"rate": requests / (micros / 1e6), **dict(zip(("p50_ms", "p99_ms", "p999_ms", "max_ms"), (x / 1000 for x in latencies)))}

    def load(self, name, seconds, connections):
        return self.end_load(name, self.start_load(name, seconds, connections))


def median(rows):
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


def writes(hub, args):
    """No-op, flattr and gift in turn: each round's ratios are to the same round's no-op."""
    rounds = []
    for _ in range(args.rounds):
        rounds.append({name: hub.load(name, args.seconds, args.connections) for name in ("no-op", "flattr", "gift")})
        rounds[-1]["memory_mib"] = hub.memory_mib()
    result = {}
    for name in ("no-op", "flattr", "gift"):
        result[name] = median([each[name] for each in rounds])
        result[name]["ratio"] = statistics.median(each[name]["rate"] / each["no-op"]["rate"] for each in rounds)
        result[name]["p99_ratio"] = statistics.median(each[name]["p99_ms"] / each["no-op"]["p99_ms"] for each in rounds)
        result[name]["ratios"] = [each[name]["rate"] / each["no-op"]["rate"] for each in rounds]
    result["memory_mib"] = max(each["memory_mib"] for each in rounds)
    return result


def alone(hub, args):
    rounds = []
    for _ in range(args.rounds):
        floor = machine.synced_appends(hub.dataset.folder, args.seconds / 2)
        rounds.append({"floor": floor, "no-op": hub.load("no-op", args.seconds, 1), "flattr": hub.load("flattr", args.seconds, 1)})
    return {"synced_appends": statistics.median(each["floor"] for each in rounds),
            "no-op": median([each["no-op"] for each in rounds]), "flattr": median([each["flattr"] for each in rounds]),
            "ratio": statistics.median(each["flattr"]["rate"] / each["floor"] for each in rounds)}


def reads(hub, args):
    """Each read alone, and beside flattrs and gifts at full load."""
    result = {}
    for name in READS:
        idle = hub.load(name, args.seconds, 1)
        beside = {}
        for writing in ("flattr", "gift"):
            load = hub.start_load(writing, args.seconds + 1, args.connections)
            time.sleep(0.5)
            beside[writing] = hub.load(name, args.seconds, 1)
            hub.end_load(writing, load)
        result[name] = {"idle": idle, "beside": beside, "p99_ratio": max(each["p99_ms"] for each in beside.values()) / idle["p99_ms"]}
    return result


def audit(hub, args):
    began = time.monotonic()
    found = subprocess.run([args.obolus, "audit", "--json", "--config", hub.config], capture_output=True, text=True, check=False)
    if found.returncode != 0:
        sys.exit(f"the books are wrong after the load:\n{found.stdout}{found.stderr}")
    return {"transfers": json.loads(found.stdout)["transfers"], "seconds": time.monotonic() - began}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("obolus", type=pathlib.Path)
    parser.add_argument("bench_fill", type=pathlib.Path)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--folder", default="bench-data", help="where the books are kept from run to run")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="the results, as JSON")
    parser.add_argument("--members", type=int, default=1000, help="and as many people who are no members")
    parser.add_argument("--flattrs", type=int, default=10, help="of each member, in the running month")
    parser.add_argument("--sessions", type=int, default=8000, help="how many givers the load comes from")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=int, default=5, help="of each load")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="writes,alone,reads", help="which measurements")
    parser.add_argument("--audit", action="store_true")
    args = parser.parse_args()
    args.obolus, args.bench_fill = args.obolus.resolve(), args.bench_fill.resolve()
    measurements = {"writes": writes, "alone": alone, "reads": reads}
    with Dataset(args.folder, args.engine, args) as dataset, Hub(args, dataset) as hub:
        for name in ("no-op", "flattr", "gift"):  # warm, as a hub is that has run for a while
            hub.load(name, args.seconds, args.connections)
        result = {"engine": args.engine, "members": dataset.facts["members"], "flattrs": dataset.facts["flattrs"],
                  "connections": args.connections, "seconds": args.seconds, "rounds": args.rounds,
                  "idle_memory_mib": hub.memory_mib()}
        for name in args.only.split(","):
            result[name] = measurements[name](hub, args)
        if args.audit:
            result["audit"] = audit(hub, args)
    args.out.write_text(json.dumps(result, indent=1) + "\n")


main()
