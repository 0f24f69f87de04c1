"""What the checks of this folder have in common: which files they look at, and how they report."""

import sys
from pathlib import Path

SKIPPED = {"build", "node_modules", "var"}


def files(root, suffixes, tops=("",)):
    """Every file with such a suffix under these folders, in order; built and installed ones are passed over."""
    for top in tops:
        for file in sorted((root / top).rglob("*")):
            if file.suffix in suffixes and file.is_file() and not SKIPPED & set(file.relative_to(root).parts):
                yield file


def report(findings, usage):
    """Runs `findings` over the root that the command line names: one line each, exit code 1 when there are any."""
    if len(sys.argv) != 2:
        raise SystemExit(usage)
    found = list(findings(Path(sys.argv[1]).resolve()))
    for line in found:
        print(line)
    raise SystemExit(1 if found else 0)
