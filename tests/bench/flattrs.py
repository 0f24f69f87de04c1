#!/usr/bin/env python3
"""Durable flattrs a second over the API, as a ratio to the same server answering the same request without the writer.

usage: flattrs.py OBOLUS BENCH_GIVERS [--seconds N] [--rounds N] [--database postgresql:...]

Starts `obolus demo-platform` and `obolus serve --bench-route` on free ports in a temporary folder, signs givers in, and runs wrk
with 64 keep-alive connections against POST /v1/bench/no-op and POST /v1/flattrs in turn; then once with a mixture: of ten requests
six flattrs, two gifts, a look at the budget and one at the last flattrs. Last, the audit's speed over what was written. Prints a
Markdown table. Absolute figures are of the machine and the hour; the ratio is what counts.
"""
import argparse, http.client, json, os, pathlib, re, shutil, socket, statistics, subprocess, sys, tempfile, time

GIVERS = 8000
CONNECTIONS = 64
# People and posts of the demo platform (core/demo_platform/people.cpp).
POSTS = {
    "bob": [1790000000000000123, 1790000000000000124], "chiara": [1790000000000000201, 1790000000000000202],
    "dmitri_maps": [1790000000000000301], "emeka": [1790000000000000401, 1790000000000000402], "fatima": [1790000000000000501],
    "grace": [1790000000000000601, 1790000000000000602], "hiro": [1790000000000000701],
    "ines": [1790000000000000801, 1790000000000000802], "jonas": [1790000000000000901],
    "kavya": [1790000000000001001, 1790000000000001002], "leo": [1790000000000001101],
}
HERE = pathlib.Path(__file__).resolve().parent


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port, path, process):
    for _ in range(600):
        if process.poll() is not None:
            sys.exit(f"a server ended early with exit code {process.returncode}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", path)
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"nothing answers on port {port}")


def memory_kib(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text).group(1))


def csrf_tokens(port, tokens):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for token in tokens:
        connection.request("GET", "/v1/session", headers={"Cookie": f"__Host-obolus_session={token}"})
        yield token, json.loads(connection.getresponse().read())["csrf_token"]


def resolve_all(port, folder, things):
    """Asks for each thing once, so that the hub remembers whose it is: the platform's speed isn't measured."""
    token, csrf = (folder / "givers").read_text().split(None, 2)[:2]
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for thing in things:
        connection.request("POST", "/v1/bench/no-op", json.dumps({"to": thing}),
                           {"Content-Type": "application/json", "Cookie": f"__Host-obolus_session={token}", "X-Obolus-CSRF": csrf})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"{thing}: {answer.status} {body.decode()}")


def wrk(port, route, folder, first, seconds):
    env = dict(os.environ, GIVERS=str(folder / "givers"), THINGS=str(folder / "things"), PATH_TO_ASK=route, FIRST=str(first),
               ORIGIN=f"http://localhost:{port}", THREADS="1")
    out = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", HERE / "flattrs.lua", f"http://127.0.0.1:{port}"],
                         env=env, capture_output=True, text=True, check=True).stdout
    requests, micros, p50, p99, errors = map(int, re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", out).groups())
    if errors:
        sys.exit(f"{errors} requests failed on {route}:\n{out}")
    return {"requests": requests, "rate": requests / (micros / 1e6), "p50": p50 / 1000, "p99": p99 / 1000}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("obolus")
    parser.add_argument("bench_givers")
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", help="where the database lies (default: a temporary folder)")
    parser.add_argument("--database", default="sqlite:obolus.db", help="as in the config's store.database; must be empty")
    args = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="obolus-bench-", dir=args.folder))
    hub_port, platform_port = free_port(), free_port()
    config = (HERE / "bench.yaml").read_text().replace("HUB_PORT", str(hub_port)).replace("PLATFORM_PORT", str(platform_port))
    config = config.replace("DATABASE", args.database)
    database = args.database.replace("sqlite:", f"sqlite:{folder}/")
    config = config.replace("BIN", str(pathlib.Path(args.obolus).resolve().parent))
    (folder / "obolus.yaml").write_text(config)
    processes = []
    try:
        subprocess.run([args.obolus, "migrate", "--config", folder / "obolus.yaml"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([args.obolus, "check-config", "--config", folder / "obolus.yaml"], check=True, stdout=subprocess.DEVNULL)
        platform = subprocess.Popen([args.obolus, "demo-platform", "--config", folder / "obolus.yaml"], stdout=subprocess.DEVNULL)
        processes.append(platform)
        wait_for(platform_port, "/", platform)
        hub = subprocess.Popen([args.obolus, "serve", "--config", folder / "obolus.yaml", "--bench-route"], stdout=subprocess.DEVNULL)
        processes.append(hub)
        wait_for(hub_port, "/v1/hub", hub)
        time.sleep(1)
        idle = memory_kib(hub.pid)
        tokens = subprocess.run([args.bench_givers, database, str(GIVERS)], check=True, capture_output=True,
                                text=True).stdout.split()
        (folder / "givers").write_text("".join(f"{t} {c}\n" for t, c in csrf_tokens(hub_port, tokens)))
        things = [f"demo:{handle}" for handle in POSTS] + [
            f"http://127.0.0.1:{platform_port}/{handle}/status/{post}" for handle, posts in POSTS.items() for post in posts]
        (folder / "things").write_text("".join(thing + "\n" for thing in things))
        resolve_all(hub_port, folder, things)
        wrk(hub_port, "/v1/bench/no-op", folder, 0, 2)  # warm
        floor, ours, first = [], [], 0
        peak = 0
        for _ in range(args.rounds):
            floor.append(wrk(hub_port, "/v1/bench/no-op", folder, first, args.seconds))
            ours.append(wrk(hub_port, "/v1/flattrs", folder, first, args.seconds))
            first += ours[-1]["requests"] + CONNECTIONS
            peak = max(peak, memory_kib(hub.pid))
            if first > GIVERS * (len(things) - 1):
                sys.exit(f"{first} requests for {GIVERS * len(things)} pairs: some were repeats; use fewer or shorter rounds")
        mixed = wrk(hub_port, "mixed", folder, first, args.seconds)
        median = lambda rows, key: statistics.median(row[key] for row in rows)
        print("| route | requests/s | p50 ms | p99 ms | ratio |\n|---|---|---|---|---|")
        print(f"| no-op (session, JSON, resolve, no writer) | {median(floor, 'rate'):.0f} | {median(floor, 'p50'):.2f} | {median(floor, 'p99'):.2f} | 1 |")
        print(f"| durable flattr | {median(ours, 'rate'):.0f} | {median(ours, 'p50'):.2f} | {median(ours, 'p99'):.2f} | "
              f"{median(ours, 'rate') / median(floor, 'rate'):.2f} |")
        print(f"| mixture | {mixed['rate']:.0f} | {mixed['p50']:.2f} | {mixed['p99']:.2f} | {mixed['rate'] / median(floor, 'rate'):.2f} |")
        print(f"\nRSS of the hub: idle {idle / 1024:.0f} MiB, under this load {peak / 1024:.0f} MiB. "
              f"{args.rounds} rounds of {args.seconds} s, medians; {CONNECTIONS} keep-alive connections, {GIVERS} givers.")
        began = time.monotonic()
        audit = subprocess.run([args.obolus, "audit", "--json", "--config", folder / "obolus.yaml"], capture_output=True, text=True)
        seconds = time.monotonic() - began
        if audit.returncode != 0:
            sys.exit(f"the books are wrong after the load:\n{audit.stdout}{audit.stderr}")
        transfers = json.loads(audit.stdout)["transfers"]
        print(f"The audit of the books afterwards found nothing wrong: {transfers} transfers in {seconds:.2f} s, "
              f"{transfers / seconds:.0f}/s.")
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()
