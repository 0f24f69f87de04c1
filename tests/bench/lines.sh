#!/bin/sh
# Lines of each folder that git knows, without generated files.
set -eu
cd "$(git -C "$(dirname "$0")" rev-parse --show-toplevel)"
echo "| folder | files | lines |"
echo "|---|---|---|"
for folder in core/*/ plugins/*/ sql tests docs config; do
  files=$(git ls-files "$folder" | grep -vE 'package-lock|\.png$' || true)
  [ -n "$files" ] || continue
  echo "| $folder | $(echo "$files" | wc -l) | $(echo "$files" | xargs cat | wc -l) |"
done
