#!/usr/bin/env python3
"""The walls that the include path alone cannot hold: no `..` in an include, third-party headers only
in the module that owns them, other modules only where the table of modules.cmake allows it.

usage: check_sources.py PROJECT_DIR        exit 1 and one line a breach, as file:line: reason
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def read_owners(path):
    owners = []
    for line in path.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            header, owner = line.split()
            owners.append((header, owner.split(",")))
    return owners


def read_allowed(path):
    rows = re.findall(r"^set\(STRANDLINE_MAY_USE_(\w+)\s+([^)]*)\)", path.read_text(), re.M)
    return {name: set(uses.replace('"', "").split()) for name, uses in rows}


def module_of(parts):
    """('engine', 'edit') for src/engines/edit/…, ('module', 'base') for src/base/…"""
    if parts[0] == "engines":
        return "engine", parts[1]
    if parts[0] == "faces":
        return "face", parts[1]
    return "module", parts[0]


def breaches(project):
    here = pathlib.Path(__file__).resolve().parent
    owners = read_owners(here / "owners.txt")
    allowed = read_allowed(here / "modules.cmake")
    src = project / "src"
    engines = {p.name for p in (src / "engines").glob("*") if p.is_dir()} if (src / "engines").is_dir() else set()
    for file in sorted(src.rglob("*")):
        if file.suffix not in (".cpp", ".hpp"):
            continue
        parts = file.relative_to(src).parts
        kind, module = module_of(parts)
        sees = allowed.get(module, set()) if kind == "module" else allowed[kind]
        sees = sees | {module} | (engines if module == "chain" else set())
        test = "tests" in parts
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            header, place = match.group(1), f"{file}:{number}"
            if ".." in header.split("/"):
                yield f"{place}: '..' in an include: include by module, as <strandline/…/…>"
            if header.startswith("strandline/"):
                other = header.split("/")[1]
                if other not in sees:
                    yield f"{place}: {module} may not include {other} (it may see only: {', '.join(sorted(sees))})"
            for prefix, modules in owners:
                if header.startswith(prefix) and module not in modules and not ("tests" in modules and test):
                    yield f"{place}: <{header}> belongs to {', '.join(modules)}; {module} may not include it"


TYPE = re.compile(r"^(?:struct|class|enum class) (\w+)(?: final)?\b[^;]*$")


def shared_names(project):
    """Two types of one name in a namespace are undefined behaviour that no compiler sees: the linker keeps one of
    the two. Headers only: sources have anonymous namespaces. A namespace is one module; tests have their own."""
    src = project / "src"
    seen = {}
    for file in sorted(src.rglob("*.hpp")):
        parts = file.relative_to(src).parts
        if "tests" in parts:
            continue
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1):
            match = TYPE.match(line)
            if match and "::" not in line.split("{")[0].split(" : ")[0]:
                before = seen.setdefault((module_of(parts), match.group(1)), f"{file}:{number}")
                if before != f"{file}:{number}":
                    yield f"{file}:{number}: {match.group(1)} is also the name of the type at {before}"


if __name__ == "__main__":
    project = pathlib.Path(sys.argv[1])
    found = [*breaches(project), *shared_names(project)]
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    sys.exit(1 if found else 0)
