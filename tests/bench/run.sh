#!/bin/sh
# What `make bench` runs: run.sh OBOLUS BENCH_GIVERS. Prints the tables of docs/reference/performance.md.
set -eu
here=$(dirname "$0")
echo "## Durable flattrs over the API, SQLite"
python3 "$here/flattrs.py" "$1" "$2"
echo
echo "## Durable flattrs over the API, PostgreSQL"
# A private server on disk, as one is run; it ends by itself some seconds after this script, which holds the lock that keeps it.
server=$(mktemp -d)
trap 'rm -rf "$server"' EXIT
exec 9>"$server/users"
flock -s 9
host=$(python3 "$here/../support/postgresql.py" "$server" "${TMPDIR:-/tmp}" 9>&-)
createdb -h "$host" -U obolus bench 9>&-
python3 "$here/flattrs.py" "$1" "$2" --database "postgresql:host=$host user=obolus dbname=bench" 9>&-
exec 9>&-
echo
echo "## Lines"
"$here/lines.sh"
