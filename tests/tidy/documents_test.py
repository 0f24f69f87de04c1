#!/usr/bin/env python3
"""Plants mistakes in small documentation trees and sees that documents.py finds each, and nothing where there is nothing."""

import tempfile
import unittest
from pathlib import Path

import documents

GOOD = {
    "Makefile": "#   make run   start\n.PHONY: run\nrun: build\n\tx\nbuild:\n\ty\n",
    "README.md": "# Obolus\n\n## Five minutes\n\n[start](docs/start.md#run-it) `make run` `core/hub/flattr` and `core/hub/*.cpp`\n",
    "core/hub/flattr.cpp": "",
    "core/api/routes.cpp": 'Route{"GET", "/v1/hub", x}, Route{"POST", "/v1/bench/no-op", x}; router.add("GET", "/healthz", y)',
    "docs/reference/api.md": "| GET | `/v1/hub` | x |\n| GET | `/healthz` | x |\n",
    "docs/start.md": "# Start\n\n## Run it\n\n    sudo -u obolus obolus audit --json   # checks\n    /opt/obolus/bin/obolus token list --member demo:1001\n",
    "docs/reference/command-line.md": "## obolus\n\n--help\n\n## obolus audit\n\n--json --help\n\n## obolus token\n\n"
                                      "## obolus token list\n\n--member\n",
}


class DocumentsTest(unittest.TestCase):
    def findings(self, changes=None):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve()
            for name, text in {**GOOD, **(changes or {})}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return list(documents.findings(root))

    def assert_finds(self, part, changes):
        found = self.findings(changes)
        self.assertTrue(any(part in line for line in found), f"{part!r} not in {found}")

    def test_a_true_tree_has_no_findings(self):
        self.assertEqual(self.findings(), [])

    def test_a_link_to_nothing_is_found(self):
        self.assert_finds("links to none.md", {"docs/a.md": "[x](none.md)\n"})
        self.assert_finds("no such heading", {"docs/a.md": "[x](start.md#walk)\n"})

    def test_a_path_that_is_not_there_is_found(self):
        self.assert_finds("names core/hub/gone.cpp", {"docs/a.md": "see `core/hub/gone.cpp`\n"})
        self.assert_finds("names config/x.yaml", {"docs/a.md": "    obolus audit --json < config/x.yaml\n"})

    def test_a_target_without_a_rule_is_found(self):
        self.assert_finds("names `make fly`", {"docs/a.md": "`make fly`\n"})
        self.assert_finds(".PHONY names walk", {"Makefile": ".PHONY: run walk\nrun:\n"})
        self.assert_finds("its head names walk", {"Makefile": "#   make walk   x\n.PHONY: run\nrun:\n"})

    def test_an_unknown_command_is_found(self):
        self.assert_finds("no command `obolus fly`", {"docs/a.md": "`obolus fly`\n"})
        self.assert_finds("no command `obolus fly`", {"docs/a.md": "    sudo -u obolus obolus fly\n"})

    def test_an_unknown_option_is_found(self):
        self.assert_finds("`obolus audit` has no option --yaml", {"docs/a.md": "```\nobolus audit --yaml\n```\n"})
        self.assert_finds("`obolus token list` has no option --json", {"docs/a.md": "`obolus token list --json`\n"})

    def test_routes_are_those_that_are_described(self):
        self.assert_finds("GET /healthz is served, but not described", {"docs/reference/api.md": "| GET | `/v1/hub` | x |\n"})
        self.assert_finds("PUT /v1/hub is described", {"docs/reference/api.md": GOOD["docs/reference/api.md"] + "| PUT | `/v1/hub` | x |\n"})

    def test_prose_is_not_code(self):
        self.assertEqual(self.findings({"docs/a.md": "obolus fly is no command; make fly neither\n"}), [])


if __name__ == "__main__":
    unittest.main()
