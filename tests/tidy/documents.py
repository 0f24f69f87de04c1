#!/usr/bin/env python3
"""Finds what the documentation names and the tree doesn't have: files, headings, make's targets, commands and their options.

Reads every *.md outside build folders. docs/reference/command-line.md, which the program writes, says what commands there are.

    documents.py ROOT     prints findings, one a line; exit code 1 when there are any
"""

import re

import tree

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SPAN = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```(\w*)")
TOPS = ("core/", "plugins/", "config/", "sql/", "tests/", "docs/")


def anchor(heading):
    """As GitHub makes them: lower case, punctuation gone, blanks to hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors_of(file):
    return {anchor(line.lstrip("#")) for line in file.read_text().splitlines() if line.startswith("#")}


def code_of(text):
    """(line number, text) of everything that stands as code: spans, indented lines, fenced blocks."""
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if FENCE.match(line):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield number, line.strip()
        else:
            for match in SPAN.finditer(line):
                yield number, match.group(1)


class Commands:
    """What docs/reference/command-line.md says can be run: {"close-month": help text, "token create": ...}."""

    def __init__(self, text):
        parts = re.split(r"^## obolus ?(.*)$", text, flags=re.MULTILINE)
        self.help = dict(zip(parts[1::2], parts[2::2]))

    def findings(self, words):
        """Of the words after `obolus`."""
        words = [word for word in words if word]
        if not words or words[0].startswith("-") or words[0].isupper():
            return
        name = words[0]
        if name not in self.help:
            yield f"there is no command `obolus {name}`"
            return
        if len(words) > 1 and f"{name} {words[1]}" in self.help:
            name = f"{name} {words[1]}"
        for word in words:
            option = word.split("=")[0]
            if re.fullmatch(r"--[a-z][a-z-]*", option) and option not in self.help[name]:
                yield f"`obolus {name}` has no option {option}"


def check_links(root, file, text):
    for number, line in enumerate(text.splitlines(), 1):
        for target in LINK.findall(line):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, fragment = target.partition("#")
            named = (file.parent / path).resolve() if path else file
            if not named.exists():
                yield number, f"links to {path}, which isn't there"
            elif fragment and fragment not in anchors_of(named):
                yield number, f"links to #{fragment} of {named.name}, which has no such heading"


def check_code(root, text, commands, targets):
    for number, code in code_of(text):
        for word in re.findall(r"[\w./*{}-]+", code):
            if word.startswith(TOPS) and "NNNN" not in word and not re.search(r"[{}]|\.\.\.", word):
                name = word.rstrip("/.,")
                if not list(root.glob(name)) and not list(root.glob(name + ".*")):
                    yield number, f"names {word}, which isn't there"
        code = code.split("  #")[0]
        for command in re.split(r"&&|\||;|>", code):
            words = command.split()
            if words[:1] == ["sudo"]:
                words = words[3:] if words[1:2] == ["-u"] else words[1:]
            if len(words) == 2 and words[0] == "make" and words[1] not in targets:
                yield number, f"names `make {words[1]}`, which the Makefile doesn't have"
            if words and re.fullmatch(r"(\S*/bin/)?obolus", words[0]):
                for problem in commands.findings(words[1:]):
                    yield number, problem


def check_routes(root):
    """openapi.yaml, as docs/reference/api.md lists it, against the routes that the API adds."""
    page = root / "docs" / "reference" / "api.md"
    if not page.exists():
        return
    described = set(re.findall(r"^\| ([A-Z]+) \| `([^`]+)` \|", page.read_text(), flags=re.MULTILINE))
    served = set()
    for source in sorted((root / "core" / "api").glob("*.cpp")):
        served |= set(re.findall(r'(?:Route\{|router\.add\()"([A-Z]+)", "([^"]+)"', source.read_text()))
    served -= {(method, path) for method, path in served if path.startswith("/v1/bench/")}
    for method, path in sorted(served - described):
        yield f"core/api/openapi.yaml: {method} {path} is served, but not described"
    for method, path in sorted(described - served):
        yield f"core/api/openapi.yaml: {method} {path} is described, but not served"


def check_makefile(text):
    targets = set(re.findall(r"^([a-z-]+):", text, flags=re.MULTILINE))
    for name in re.search(r"^\.PHONY: (.*)$", text, flags=re.MULTILINE).group(1).split():
        if name not in targets:
            yield f"Makefile: .PHONY names {name}, which has no rule"
    for name in re.findall(r"^#   make (\w+)", text, flags=re.MULTILINE):
        if name not in targets:
            yield f"Makefile: its head names {name}, which has no rule"


def findings(root):
    makefile = (root / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    commands = Commands((root / "docs" / "reference" / "command-line.md").read_text())
    yield from check_makefile(makefile)
    yield from check_routes(root)
    for file in tree.files(root, {".md"}):
        text = file.read_text()
        for number, problem in [*check_links(root, file, text), *check_code(root, text, commands, targets)]:
            yield f"{file.relative_to(root)}:{number}: {problem}"


if __name__ == "__main__":
    tree.report(findings, __doc__)
