"""Tests of the benchmark's pictures and tables."""
import unittest
import xml.etree.ElementTree as ElementTree

import picture
import report

SVG = "{http://www.w3.org/2000/svg}"


def load(rate, p99, ratio=1.0):
    return {"rate": rate, "p50_ms": 1.0, "p99_ms": p99, "p999_ms": 2 * p99, "max_ms": 3 * p99, "ratio": ratio, "p99_ratio": p99}


RESULT = {"engine": "sqlite", "members": 1000, "flattrs": 10000, "idle_memory_mib": 20.0,
          "writes": {"no-op": load(20000, 1), "flattr": load(12000, 2, 0.6), "gift": load(7000, 3, 0.35), "memory_mib": 40.0},
          "alone": {"synced_appends": 1000.0, "no-op": load(5000, 1), "flattr": load(700, 1), "ratio": 0.7},
          "reads": {name: {"idle": load(100, 1), "beside": {"flattr": load(50, 4), "gift": load(40, 5)}, "p99_ratio": 5.0}
                    for name in ("dashboard", "month", "account")}}


class Pictures(unittest.TestCase):
    def test_bars_are_as_long_as_their_values(self):
        drawing = ElementTree.fromstring(picture.bars("t", "s", [("a", 1.0, None, 0), ("b", 2.0, None, 1)]))
        widths = [float(bar.get("width")) for bar in drawing.findall(f"{SVG}rect")[1:]]
        self.assertEqual(len(widths), 2)
        self.assertAlmostEqual(widths[1], 2 * widths[0], delta=0.2)

    def test_a_target_is_a_line_on_the_bars_scale(self):
        drawing = ElementTree.fromstring(picture.bars("t", "s", [("a", 1.0, 0.5, 0)]))
        bar, line = drawing.findall(f"{SVG}rect")[1], drawing.find(f"{SVG}line")
        self.assertAlmostEqual(float(line.get("x1")), picture.LABEL + float(bar.get("width")) / 2, delta=0.2)

    def test_words_are_escaped(self):
        drawing = ElementTree.fromstring(picture.bars("a < b & c", "s", []))
        self.assertEqual(drawing.find(f"{SVG}title").text, "a < b & c")


class Tables(unittest.TestCase):
    def test_every_row_has_the_cells_of_its_heading(self):
        for table in (report.writes_table, report.alone_table, report.reads_table):
            rows = list(table([RESULT]))
            self.assertGreater(len(rows), 2)
            self.assertEqual({row.count("|") for row in rows}, {rows[0].count("|")}, rows)

    def test_every_table_has_its_picture(self):
        for draw in (report.writes_picture, report.alone_picture, report.reads_picture):
            ElementTree.fromstring(draw([RESULT]))


if __name__ == "__main__":
    unittest.main()
