#!/bin/sh
# What `make bench` runs: run.sh OBOLUS BENCH_FILL. Prints the tables of docs/reference/performance.md and draws its pictures.
#
# A million members with ten flattrs each; the books are kept in BENCH_FOLDER (default: build/bench) and used again while their month
# runs. BENCH_MEMBERS makes them smaller, BENCH_SECONDS and BENCH_ROUNDS the loads shorter.
set -eu
here=$(dirname "$0")
root=$(git -C "$here" rev-parse --show-toplevel)
folder=${BENCH_FOLDER:-$root/build/bench}
mkdir -p "$folder"
for engine in sqlite postgresql; do
  python3 "$here/api.py" "$1" "$2" --engine $engine --folder "$folder" --out "$folder/$engine.json" \
    --members "${BENCH_MEMBERS:-1000000}" --seconds "${BENCH_SECONDS:-10}" --rounds "${BENCH_ROUNDS:-3}"
done
echo "## The API over a million members"
python3 "$here/report.py" "$folder/sqlite.json" "$folder/postgresql.json" --pictures "$root/docs/reference"
echo
echo "## Lines"
"$here/lines.sh"
