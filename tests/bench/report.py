#!/usr/bin/env python3
"""Makes Markdown tables and SVG pictures of what api.py has found.

usage: report.py RESULT.json... --pictures FOLDER

Prints the tables; writes api-writes.svg, api-alone.svg and api-reads.svg.
"""
import argparse
import json
import pathlib

import picture

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
# What each engine is held to: requests a second as a ratio to the no-op's.
RATIOS = {"sqlite": {"flattr": 0.50, "gift": 0.30}, "postgresql": {"flattr": 0.33, "gift": 0.25}}
ALONE = 0.6
READS_P99 = 10
READS = {"dashboard": "dashboard (`GET /v1/me`)", "month": "the month (`GET /v1/flattrs`)", "account": "an account (`GET /v1/statement`)"}
PLAIN = {"dashboard": "dashboard", "month": "the month", "account": "an account"}


def scale(result):
    return f"{result['members']:,} members, {result['flattrs']:,} flattrs".replace(",", " ")


def writes_table(results):
    yield "| engine | route | requests/s | ratio | at least | p50 ms | p99 ms | p99.9 ms | p99 to the no-op's |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for result in results:
        for name in ("no-op", "flattr", "gift"):
            row = result["writes"][name]
            target = RATIOS[result["engine"]].get(name)
            yield (f"| {NAMES[result['engine']]} | {name} | {row['rate']:.0f} | {row['ratio']:.2f} | {target or ''} | {row['p50_ms']:.2f} | "
                   f"{row['p99_ms']:.2f} | {row['p999_ms']:.2f} | {row['p99_ratio']:.1f} |")


def writes_picture(results):
    rows = [(f"{name}, {NAMES[result['engine']]}", result["writes"][name]["ratio"], RATIOS[result["engine"]].get(name), i)
            for i, result in enumerate(results) for name in ("flattr", "gift")]
    return picture.bars("Durable writes over the API, to the no-op's rate", f"{scale(results[0])}; dashed: what is asked for", rows)


def alone_table(results):
    yield "| engine | append + fdatasync/s | no-op/s | flattr/s | flattr to append + fdatasync | at least | flattr p99 ms |"
    yield "|---|---|---|---|---|---|---|"
    for result in results:
        found = result["alone"]
        yield (f"| {NAMES[result['engine']]} | {found['synced_appends']:.0f} | {found['no-op']['rate']:.0f} | {found['flattr']['rate']:.0f} | "
               f"{found['ratio']:.2f} | {ALONE} | {found['flattr']['p99_ms']:.2f} |")


def alone_picture(results):
    rows = [(NAMES[result["engine"]], result["alone"]["ratio"], ALONE, i) for i, result in enumerate(results)]
    return picture.bars("One connection: flattrs to append + fdatasync", f"{scale(results[0])}; dashed: what is asked for", rows)


def reads_table(results):
    yield "| engine | read | idle p99 ms | beside flattrs p99 ms | beside gifts p99 ms | worst to idle | at most |"
    yield "|---|---|---|---|---|---|---|"
    for result in results:
        for name, found in result["reads"].items():
            yield (f"| {NAMES[result['engine']]} | {READS[name]} | {found['idle']['p99_ms']:.2f} | {found['beside']['flattr']['p99_ms']:.2f} | "
                   f"{found['beside']['gift']['p99_ms']:.2f} | {found['p99_ratio']:.1f} | {READS_P99} |")


def reads_picture(results):
    rows = [(f"{PLAIN[name]}, {NAMES[result['engine']]}", found["p99_ratio"], READS_P99, i)
            for i, result in enumerate(results) for name, found in result["reads"].items()]
    return picture.bars("Reads beside full write load: p99 to the idle one", f"{scale(results[0])}; dashed: at most", rows, digits=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path, nargs="+")
    parser.add_argument("--pictures", type=pathlib.Path, required=True)
    args = parser.parse_args()
    results = [json.loads(path.read_text()) for path in args.results]
    args.pictures.mkdir(parents=True, exist_ok=True)
    for name, table, draw in (("writes", writes_table, writes_picture), ("alone", alone_table, alone_picture), ("reads", reads_table, reads_picture)):
        print("\n".join(table(results)) + "\n")
        (args.pictures / f"api-{name}.svg").write_text(draw(results))
    for result in results:
        memory = f"{NAMES[result['engine']]}: the hub's resident memory is {result['idle_memory_mib']:.0f} MiB idle, " \
                 f"{result['writes']['memory_mib']:.0f} MiB under load."
        audited = result.get("audit")
        print(memory + (f" The audit afterwards: {audited['transfers']} transfers in {audited['seconds']:.1f} s, nothing wrong." if audited else ""))


if __name__ == "__main__":
    main()
