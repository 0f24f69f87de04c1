#!/usr/bin/env python3
"""Plants violations in small trees and sees that tidy.py finds each, and nothing where there is nothing."""

import tempfile
import unittest
from pathlib import Path

import tidy

DOCUMENT = """
| folder | folders | libraries |
|---|---|---|
| base | | |
| ledger | base | |
| store | base, ledger | SOCI, Asio |
| plugins/abi | | |
| plugins/sdk | plugins/abi | |

| library | its headers | where |
|---|---|---|
| SOCI | soci/ | sources |
| Asio | boost/asio/ | anywhere |
"""

GOOD = {
    "core/base/id.hpp": "#pragma once\n#include <string>\n",
    "core/ledger/post.hpp": '#pragma once\n#include "base/id.hpp"\n',
    "core/ledger/post.cpp": '#include "ledger/post.hpp"\n#include <vector>\n#include <errno.h>\n',
    "core/store/rows.hpp": "#pragma once\n#include <boost/asio/post.hpp>\n",
    "core/store/rows.cpp": '#include "store/rows.hpp"\n#include <soci/soci.h>\n#include "ledger/post.hpp"\n',
    "plugins/abi/obolus/idp.h": "#pragma once\n#include <stdint.h>\n",
    "plugins/sdk/obolus/plugin.hpp": "#pragma once\n#include <obolus/idp.h>\n",
}


class TidyTest(unittest.TestCase):
    def findings(self, changes=None, document=DOCUMENT):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve()
            for name, text in {**GOOD, **(changes or {}), "docs/architecture.md": document}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return list(tidy.findings(root))

    def assert_finds(self, part, changes=None, document=DOCUMENT):
        found = self.findings(changes, document)
        self.assertTrue(any(part in line for line in found), f"{part!r} not in {found}")

    def test_a_clean_tree_has_no_findings(self):
        self.assertEqual(self.findings(), [])

    def test_a_folder_above_is_refused(self):
        self.assert_finds("core/ledger/post.cpp:1: ledger may not include store",
                          {"core/ledger/post.cpp": '#include "store/rows.hpp"\n'})

    def test_a_folder_above_is_refused_by_a_relative_path(self):
        self.assert_finds("ledger may not include store", {"core/ledger/post.cpp": '#include "../store/rows.hpp"\n'})

    def test_a_folder_above_is_refused_even_when_its_header_is_missing(self):
        self.assert_finds("ledger may not include store", {"core/ledger/post.cpp": '#include "store/none.hpp"\n'})

    def test_a_library_of_others_is_refused(self):
        self.assert_finds("ledger may not include Asio", {"core/ledger/post.cpp": "#include <boost/asio/post.hpp>\n"})

    def test_an_unknown_library_is_refused(self):
        for header in ("curl/curl.h", "boost/format.hpp", "unistd.h"):
            self.assert_finds("belongs to no library", {"core/store/rows.cpp": f"#include <{header}>\n"})

    def test_a_heavy_library_in_a_header_is_refused(self):
        self.assert_finds("belongs into sources", {"core/store/rows.hpp": "#pragma once\n#include <soci/soci.h>\n"})

    def test_a_folder_without_a_row_is_refused(self):
        self.assert_finds("jobs has no row", {"core/jobs/clock.cpp": "#include <string>\n"})

    def test_a_plugin_may_not_include_core(self):
        self.assert_finds("plugins/sdk may not include base", {"plugins/sdk/obolus/plugin.hpp": '#pragma once\n#include "base/id.hpp"\n'})

    def test_a_circle_of_headers_is_found(self):
        self.assert_finds("a circle of includes",
                          {"core/ledger/a.hpp": '#pragma once\n#include "ledger/b.hpp"\n',
                           "core/ledger/b.hpp": '#pragma once\n#include "ledger/a.hpp"\n'})

    def test_a_circle_in_the_table_is_found(self):
        self.assert_finds("goes in a circle", document=DOCUMENT.replace("| base | | |", "| base | store | |"))

    def test_a_row_about_nothing_is_found(self):
        self.assert_finds("which has no row", document=DOCUMENT.replace("| ledger | base |", "| ledger | bass |"))

    def test_a_lost_table_is_an_error(self):
        with self.assertRaises(SystemExit):
            self.findings(document="nothing here")

    def test_sizes_have_a_limit(self):
        self.assert_finds("151 lines; at most 150", {"core/base/id.hpp": "#pragma once\n" + "\n" * 150})
        self.assert_finds("501 lines; at most 500", {"core/ledger/post.cpp": "\n" * 501})
        self.assert_finds("post_test.cpp: 501 lines", {"tests/ledger/post_test.cpp": "\n" * 501})

    def test_a_long_function_is_found(self):
        body = "    step();\n" * 69
        self.assertEqual(self.findings({"core/ledger/post.cpp": "void f() {\n" + "    step();\n" * 68 + "}\n"}), [])
        self.assert_finds("core/ledger/post.cpp:2: a function of 71 lines", {"core/ledger/post.cpp": "\nvoid f() {\n" + body + "}\n"})

    def test_a_long_table_is_no_function(self):
        self.assertEqual(self.findings({"core/ledger/post.cpp": "constexpr int names[]{\n" + "    1,\n" * 80 + "};\n"}), [])

    def test_leftovers_are_found(self):
        self.assert_finds("a leftover", {"core/ledger/post.cpp": "// TO" "DO: later\n"})

    def test_a_header_without_a_guard_is_found(self):
        self.assert_finds("a header without a guard", {"core/base/id.hpp": "#include <string>\n"})
        self.assertEqual(self.findings({"plugins/abi/obolus/idp.h": "#ifndef IDP_H\n#define IDP_H\n#endif\n"}), [])


if __name__ == "__main__":
    unittest.main()
