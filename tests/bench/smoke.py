#!/usr/bin/env python3
"""The benchmark at its smallest, so that it never rots: smoke.py OBOLUS BENCH_FILL sqlite|postgresql

Fills tiny books, measures everything once (on PostgreSQL the writes alone), audits, and makes the tables and pictures. What comes
out says nothing about speed; that it comes out is the test.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def main():
    obolus, bench_fill, engine = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="obolus-bench-") as folder:
        pathlib.Path(folder).chmod(0o755)  # PostgreSQL's user has to get in
        out = pathlib.Path(folder) / "found.json"
        subprocess.run([sys.executable, HERE / "api.py", obolus, bench_fill, "--engine", engine, "--folder", folder, "--out", out,
                        "--members", "300", "--flattrs", "3", "--sessions", "50", "--connections", "8", "--seconds", "1", "--rounds", "1",
                        "--only", "writes,alone,reads" if engine == "sqlite" else "writes", "--audit"], check=True)
        found = json.loads(out.read_text())
        for name in ("no-op", "flattr", "gift"):
            assert found["writes"][name]["rate"] > 0, f"{name}: nothing was answered"
        # The fill's own 300 top-ups and reserves, and at least one gift.
        assert found["audit"]["transfers"] > 600, found["audit"]
        if engine != "sqlite":
            return
        tables = subprocess.run([sys.executable, HERE / "report.py", out, "--pictures", folder], check=True, capture_output=True, text=True).stdout
        assert tables.count("| SQLite | gift |") == 1, tables
        for picture in ("api-writes.svg", "api-alone.svg", "api-reads.svg"):
            assert (pathlib.Path(folder) / picture).read_text().startswith("<svg"), picture


main()
