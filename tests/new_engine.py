#!/usr/bin/env python3
"""Writes the skeleton of an engine: what every engine has, with one operation that works and one passing case.

usage: tests/new_engine.py PROJECT_DIR NAME       (called by ./dev new-engine NAME)
"""
import pathlib
import re
import sys

FILES = {
    "README.md": """# {name}

What this engine computes, in two sentences a newcomer to the field understands.

- **Method**: the papers, with equations by number.
- **Conventions**: coordinates, units, signs.
- **Limits**: what it does not do, and when an answer should not be trusted.
- **Peer**: the tool it is measured against, on equal output (see `bench/`).
""",
    "CMakeLists.txt": """strandline_module({name} ENGINE
    USES_PUBLIC base operation)
""",
    "include/strandline/{name}/{name}.hpp": """#pragma once

#include <cstdint>
#include <string_view>

namespace strandline::{name} {{

/// Number of lines in a text; the last needs no line end.
std::uint64_t count_lines(std::string_view text);

}}  // namespace strandline::{name}
""",
    "include/strandline/{name}/operations.hpp": """#pragma once

#include <strandline/operation/operation.hpp>

#include <vector>

namespace strandline::{name} {{

std::vector<operation::Operation> operations();

}}  // namespace strandline::{name}
""",
    "src/{name}.cpp": """#include <strandline/{name}/{name}.hpp>

#include <algorithm>

namespace strandline::{name} {{

std::uint64_t count_lines(std::string_view text) {{
    const auto ends = static_cast<std::uint64_t>(std::ranges::count(text, '\\n'));
    return text.empty() || text.ends_with('\\n') ? ends : ends + 1;
}}

}}  // namespace strandline::{name}
""",
    "src/operations.cpp": """#include <strandline/{name}/operations.hpp>
#include <strandline/{name}/{name}.hpp>

namespace strandline::{name} {{

using namespace operation;

namespace {{

Result<Answer> run_lines(Call& call, Context&) {{
    STRANDLINE_TRY(const std::string text, call.input("text").read_all());
    call.output("count").write(format("lines\\n{{}}\\n", count_lines(text)));
    return Answer::yes;
}}

}}  // namespace

std::vector<Operation> operations() {{
    return {{{{.name = "{name} lines",
             .semantics = 1,
             .summary = "Count the lines of a text",
             .description = "A first operation, to be replaced by the first real one.",
             .kind = Kind::compute,
             .inputs = {{port("text").format("text/1").described("any text")}},
             .outputs = {{table("count", "{name}.count/1", {{integer_column("lines", "how many lines the text has")}}).described("the count")}},
             .example = "strandline {name} lines README.md",
             .run = run_lines}}}};
}}

}}  // namespace strandline::{name}
""",
    "tests/test_{name}.cpp": """#include <strandline/{name}/{name}.hpp>

#include <doctest/doctest.h>

TEST_CASE("lines are counted with and without a last line end") {{
    using strandline::{name}::count_lines;
    CHECK(count_lines("") == 0);
    CHECK(count_lines("one") == 1);
    CHECK(count_lines("one\\n") == 1);
    CHECK(count_lines("one\\ntwo") == 2);
}}
""",
    "tests/cases/first/cmd": "strandline {name} lines three.txt -q\n",
    "tests/cases/first/three.txt": "one\ntwo\nthree\n",
    "tests/cases/first/stdout": "lines\n3\n",
    "bench/README.md": """# Benchmark of {name}

The peer, its version and licence; the input; what is compared before any time is taken; the command.
""",
}


def insert_before(file, marker, line):
    text = file.read_text()
    if marker not in text:
        sys.exit(f"{file}: no line '{marker.strip()}' to insert before")
    file.write_text(text.replace(marker, line + marker, 1))


def main():
    project, name = pathlib.Path(sys.argv[1]), sys.argv[2]
    if not re.fullmatch(r"[a-z][a-z0-9]{1,19}", name):
        sys.exit(f"'{name}': an engine's name is one lower-case word of 2 to 20 letters")
    folder = project / "src" / "engines" / name
    taken = {p.name for p in (project / "src").iterdir()} | {"thread", "init", "run", "man", "completion", "engine", "face"}
    if folder.exists() or name in taken:
        sys.exit(f"'{name}' is taken: choose another name")
    for path, text in FILES.items():
        file = folder / path.format(name=name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.format(name=name))
    insert_before(project / "cmake" / "engines.cmake", ")\n", f"    {name}\n")
    insert_before(project / "src" / "chain" / "src" / "engines.cpp", "    /* a new engine", f'    ENGINE({name}, "what it is for, in a few words") \\\n')
    print(f"made src/engines/{name}, and one line each in cmake/engines.cmake and src/chain/src/engines.cpp\n"
          f"next: ./dev test, then write src/engines/{name}/README.md")


if __name__ == "__main__":
    main()
