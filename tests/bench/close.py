#!/usr/bin/env python3
"""How long a month's close takes: close.py CLOSE_BENCH [--givers N ...] [--postgresql URI] [--folder DIR] [--json FILE] [--picture FILE].

For each number of givers, each with 30 flattrs for half as many recipients by Zipf's law: a fresh database, the raw insert of the same
shares (SQLite's C API, one prepared statement, one transaction), what closing is foreseen to do, and the hub's own close. With
--postgresql also the hub's close there, and against it the set-based SQL that does the same. Markdown on stdout.

Each piece is a process of its own, so that its memory is its own; `cpu` is what it has spent on its processors.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

FLATTRS = 30

# The same in sets: every share by window functions, with its places in both accounts' queues, then both sides' balances.
SET_BASED = """
BEGIN;
CREATE TABLE set_shares AS
WITH ranked AS (
    SELECT f.giver, f.thing, f.identity, a.id AS budget, a.credits_posted - a.debits_posted AS reserved,
           COUNT(*) OVER (PARTITION BY f.giver) AS flattrs,
           ROW_NUMBER() OVER (PARTITION BY f.giver ORDER BY sha256(convert_to(
               to_char(make_date((f.month / 12)::int, (f.month % 12)::int + 1, 1), 'YYYY-MM') || E'\\n' || f.giver || E'\\n' || f.thing,
               'UTF8'))) AS place
    FROM flattrs f JOIN accounts a ON a.kind = 4 AND a.owner = f.giver AND a.month = f.month
    LEFT JOIN links l ON l.identity = f.identity AND l.member = f.giver
    LEFT JOIN opt_outs o ON o.identity = f.identity
    WHERE f.state = 1 AND l.identity IS NULL AND o.identity IS NULL),
shares AS (
    SELECT giver, thing, identity, budget, reserved / flattrs + CASE WHEN place <= reserved % flattrs THEN 1 ELSE 0 END AS amount_micro
    FROM ranked)
SELECT ROW_NUMBER() OVER (ORDER BY giver, thing) AS n, giver, thing, identity, budget, amount_micro,
       SUM(amount_micro) OVER (PARTITION BY giver ORDER BY thing) - amount_micro AS dr_from,
       SUM(amount_micro) OVER (PARTITION BY identity ORDER BY giver, thing) - amount_micro AS cr_from
FROM shares;
ALTER TABLE set_shares ADD PRIMARY KEY (n);
CREATE TABLE set_accounts AS SELECT * FROM accounts;
ALTER TABLE set_accounts ADD PRIMARY KEY (id);
UPDATE set_accounts a SET debits_posted = a.debits_posted + s.total
FROM (SELECT budget, SUM(amount_micro) AS total FROM set_shares GROUP BY budget) s WHERE s.budget = a.id;
CREATE TABLE set_arrivals AS
SELECT identity, COUNT(*) AS shares, SUM(amount_micro) AS amount_micro FROM set_shares GROUP BY identity;
ALTER TABLE set_arrivals ADD PRIMARY KEY (identity);
COMMIT;
"""


def run(*command):
    done = subprocess.run([str(each) for each in command], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def on_sqlite(bench, givers, folder):
    sizes = [givers, FLATTRS, givers // 2]
    with tempfile.TemporaryDirectory(dir=folder) as home:
        database = f"sqlite:{home}/month.db"
        filled = run(bench, "fill", database, *sizes)
        floor = run(bench, "floor", f"{home}/floor.db", *sizes)
        preview = run(bench, "preview", database)
        shutil.copy(f"{home}/month.db", f"{home}/served.db")
        close = run(bench, "close", database)
        serving = run(bench, "serve", f"sqlite:{home}/served.db", *sizes)
    return {"givers": givers, **filled, "floor": floor, "preview": preview, "close": close, "serving": serving,
            "ratio": round(close["seconds"] / floor["seconds"], 2)}


def on_postgresql(bench, givers, uri):
    """In the database that the URI names, which is emptied first."""
    subprocess.run(["psql", "-q", uri, "-c", "DROP SCHEMA public CASCADE", "-c", "CREATE SCHEMA public"], check=True,
                   env={**os.environ, "PGOPTIONS": "-c client_min_messages=warning"})
    database = uri
    filled = run(bench, "fill", database, givers, FLATTRS, givers // 2)
    subprocess.run(["psql", "-q", uri, "-c", "VACUUM ANALYZE"], check=True)
    began = time.perf_counter()
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", uri], input=SET_BASED, text=True, check=True)
    in_sets = time.perf_counter() - began
    subprocess.run(["psql", "-q", uri, "-c", "DROP TABLE set_shares, set_accounts, set_arrivals"], check=True)
    close = run(bench, "close", database)
    return {"givers": givers, **filled, "set_based": {"seconds": round(in_sets, 3)}, "close": close,
            "times_faster": round(in_sets / close["seconds"], 2)}


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(str(each) for each in row) + " |")
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench")
    parser.add_argument("--givers", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--postgresql", metavar="URI")
    parser.add_argument("--folder", default=tempfile.gettempdir())
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--picture", type=pathlib.Path)
    options = parser.parse_args()
    bench = pathlib.Path(options.bench).resolve()
    sqlite = [on_sqlite(bench, givers, options.folder) for givers in options.givers]
    table(["givers", "flattrs", "raw insert s (cpu)", "close s (cpu)", "ratio", "us a flattr", "step p50 / p99 ms", "peak MiB", "dry run s", "flattr p99 ms, idle / closing"],
          [(f"{r['givers']:,}", f"{r['flattrs']:,}", f"{r['floor']['seconds']:.2f} ({r['floor']['cpu']:.2f})",
            f"{r['close']['seconds']:.2f} ({r['close']['cpu']:.2f})", r["ratio"], f"{r['close']['seconds'] / r['flattrs'] * 1e6:.2f}",
            f"{r['close']['step_p50_ms']:.0f} / {r['close']['step_p99_ms']:.0f}", f"{r['close']['peak_mib']:.0f}",
            f"{r['preview']['seconds']:.2f}", f"{r['serving']['idle_p99_ms']:.1f} / {r['serving']['closing_p99_ms']:.1f}")
           for r in sqlite])
    postgresql = []
    if options.postgresql:
        postgresql = [on_postgresql(bench, givers, options.postgresql) for givers in options.givers]
        table(["givers", "flattrs", "set-based SQL s", "close s", "times faster", "us a flattr", "step p50 / p99 ms", "peak MiB"],
              [(f"{r['givers']:,}", f"{r['flattrs']:,}", f"{r['set_based']['seconds']:.2f}", f"{r['close']['seconds']:.2f}",
                r["times_faster"], f"{r['close']['seconds'] / r['flattrs'] * 1e6:.2f}",
                f"{r['close']['step_p50_ms']:.0f} / {r['close']['step_p99_ms']:.0f}", f"{r['close']['peak_mib']:.0f}") for r in postgresql])
    if options.json:
        options.json.write_text(json.dumps({"sqlite": sqlite, "postgresql": postgresql}, indent=1) + "\n")
    if options.picture:
        draw(options.picture, sqlite, postgresql)


def draw(path, sqlite, postgresql):
    from picture import bars
    rows = []
    for r in sqlite:
        rows += [(f"raw insert, {r['givers']:,}", r["floor"]["seconds"], None, 0),
                 (f"close, {r['givers']:,}", r["close"]["seconds"], 0.4 * r["floor"]["seconds"], 1)]
    for r in postgresql:
        rows += [(f"PostgreSQL in sets, {r['givers']:,}", r["set_based"]["seconds"], None, 2),
                 (f"PostgreSQL close, {r['givers']:,}", r["close"]["seconds"], r["set_based"]["seconds"] / 4, 3)]
    path.write_text(bars("A month's close", "givers with 30 flattrs each; seconds; dashed: the target", rows, " s"))


if __name__ == "__main__":
    main()
