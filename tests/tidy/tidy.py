#!/usr/bin/env python3
"""Holds the code to docs/architecture.md (who may include whom) and docs/style.md (sizes, no leftovers).

    tidy.py ROOT

Reads the layer table and the library table out of ROOT/docs/architecture.md, checks every C and C++ file under core/ and plugins/
against them, looks for cycles of includes, and checks sizes there and under tests/. Prints one line for each finding, and exits
with 1 if there are any. There is no list of exceptions: a wrong row is changed in the table.
"""

import re

import tree

HEADER_LINES_MAX = 150
SOURCE_LINES_MAX = 500
FUNCTION_LINES_MAX = 70
HEADERS = {".hpp", ".h"}
SOURCES = {".cpp", ".c"}
LEFTOVERS = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME"]) + r")\b")
GUARD = {".hpp": re.compile(r"^#pragma once$", re.M), ".h": re.compile(r"^#pragma once$|^#ifndef (\w+)\n#define \1$", re.M)}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def tables_of(text):
    """Every Markdown table of the text: a list of rows, each a list of cells, without the heading and the rule."""
    tables, rows = [], []
    for line in text.splitlines() + [""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        elif rows:
            tables.append(rows)
            rows = []
    return {tuple(table[0]): table[2:] for table in tables if len(table) > 2}


def words(cell):
    return [word.strip() for word in cell.split(",") if word.strip()]


class Layers:
    """The two tables of docs/architecture.md."""

    def __init__(self, document):
        tables = tables_of(document)
        try:
            layers = tables[("folder", "folders", "libraries")]
            libraries = tables[("library", "its headers", "where")]
        except KeyError as missing:
            raise SystemExit(f"docs/architecture.md: the table {missing} is gone; tests/tidy reads it")
        self.folders = {row[0]: set(words(row[1])) for row in layers}
        self.libraries = {row[0]: set(words(row[2])) for row in layers}
        self.prefixes = [(prefix, row[0]) for row in libraries for prefix in words(row[1])]
        self.in_headers = {row[0]: row[2] == "anywhere" for row in libraries}

    def problems(self):
        for folder, may in self.folders.items():
            for other in sorted(may - self.folders.keys()):
                yield f"docs/architecture.md: {folder} may include {other}, which has no row"
            for library in sorted(self.libraries[folder] - self.in_headers.keys()):
                yield f"docs/architecture.md: {folder} may include {library}, which has no row among the libraries"
        for cycle in cycles_of(self.folders):
            yield "docs/architecture.md: the layer table goes in a circle: " + " -> ".join(cycle)

    def library_of(self, header):
        for prefix, library in self.prefixes:
            if header == prefix or header.startswith(prefix):
                return library
        return None


def cycles_of(graph):
    """One cycle for each node at which a depth-first walk comes back to its own path."""
    done, path, found = set(), [], []

    def walk(node):
        if node in done:
            return
        if node in path:
            found.append(path[path.index(node):] + [node])
            return
        path.append(node)
        for other in sorted(graph.get(node, ())):
            walk(other)
        path.pop()
        done.add(node)

    for node in sorted(graph):
        walk(node)
    return found


def folder_of(relative):
    """core/ledger/post.cpp -> ledger; plugins/abi/obolus/idp.h -> plugins/abi."""
    return relative.parts[1] if relative.parts[0] == "core" else "/".join(relative.parts[:2])


def resolve(root, file, header):
    """The file of ours that an include means, relative to the root, or None."""
    places = [file.parent / header, root / "core" / header, root / "plugins" / header]
    places += [folder / header for folder in sorted((root / "plugins").glob("*")) if folder.is_dir()]
    for place in places:
        if place.is_file() and root in place.resolve().parents:
            return place.resolve().relative_to(root)
    return None


def is_standard(header):
    """Headers of C++ and C: no slash, no extension, or one of C's that C programs must name."""
    c_headers = "assert ctype errno inttypes limits math stdarg stdbool stddef stdint stdio stdlib string time".split()
    return "/" not in header and ("." not in header or header in {name + ".h" for name in c_headers})


def check_include(layers, root, file, relative, header, graph):
    folder = folder_of(relative)
    if folder not in layers.folders:
        return f"{folder} has no row in docs/architecture.md"
    ours = resolve(root, file, header)
    if ours is not None:
        graph.setdefault(str(relative), set()).add(str(ours))
        other = folder_of(ours)
        if other != folder and other not in layers.folders[folder]:
            return f"{folder} may not include {other} ({header})"
        return None
    first = header.split("/")[0]
    if "/" in header and first in layers.folders:  # a header of ours that doesn't exist (yet) counts by its folder
        return None if first == folder or first in layers.folders[folder] else f"{folder} may not include {first} ({header})"
    if is_standard(header):
        return None
    library = layers.library_of(header)
    if library is None:
        return f"{header} belongs to no library of docs/architecture.md"
    if library not in layers.libraries[folder]:
        return f"{folder} may not include {library} ({header})"
    if relative.suffix in HEADERS and not layers.in_headers[library]:
        return f"{library} ({header}) belongs into sources, not headers"
    return None


def functions_of(lines):
    """(line of the opening brace, length) of each function that stands at the margin."""
    start = None
    for number, line in enumerate(lines, 1):
        if start is None and re.match(r"[^\s}].*\).*\{$", line) and "= {" not in line:
            start = number
        if start is not None and line.startswith("}"):
            yield start, number - start + 1
            start = None


def check_size(relative, text):
    lines = text.splitlines()
    most = HEADER_LINES_MAX if relative.suffix in HEADERS else SOURCE_LINES_MAX
    if len(lines) > most:
        yield f"{relative}: {len(lines)} lines; at most {most}"
    for start, length in functions_of(lines):
        if length > FUNCTION_LINES_MAX:
            yield f"{relative}:{start}: a function of {length} lines; at most {FUNCTION_LINES_MAX}"
    for number, line in enumerate(lines, 1):
        if LEFTOVERS.search(line):
            yield f"{relative}:{number}: a leftover: do it, or write it down where the work is planned"


def findings(root):
    layers = Layers((root / "docs" / "architecture.md").read_text())
    yield from layers.problems()
    graph = {}
    for file in tree.files(root, HEADERS | SOURCES, ("core", "plugins")):
        relative = file.relative_to(root)
        text = file.read_text()
        if relative.suffix in HEADERS and not GUARD[relative.suffix].search(text):
            yield f"{relative}: a header without a guard: #pragma once (C: #ifndef and #define)"
        for number, line in enumerate(text.splitlines(), 1):
            match = INCLUDE.match(line)
            if match:
                wrong = check_include(layers, root, file, relative, match.group(2), graph)
                if wrong:
                    yield f"{relative}:{number}: {wrong}"
    for cycle in cycles_of(graph):
        yield "a circle of includes: " + " -> ".join(cycle)
    for file in tree.files(root, HEADERS | SOURCES, ("core", "plugins", "tests")):
        yield from check_size(file.relative_to(root), file.read_text())


if __name__ == "__main__":
    tree.report(findings, __doc__)
