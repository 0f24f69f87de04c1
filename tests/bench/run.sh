#!/bin/sh
# What `make bench` runs: run.sh OBOLUS BENCH_GIVERS. Prints the tables of docs/reference/performance.md.
set -eu
here=$(dirname "$0")
echo "## Durable flattrs over the API"
python3 "$here/flattrs.py" "$1" "$2"
echo
echo "## Lines"
"$here/lines.sh"
