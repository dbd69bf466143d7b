"""Each wall between modules, by trying to break it: toy modules under the project's own cmake/ files."""
import subprocess

TOP = """cmake_minimum_required(VERSION 3.25)
project(toy LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)
find_package(Threads REQUIRED)
include({project}/cmake/modules.cmake)
set(STRANDLINE_ENGINES edit strain)
{order}
strandline_check_sources()
"""
ORDER = ["base", "domain", "operation", "store", "formats", "engines/edit", "engines/strain"]
CALLS = {
    "base": "strandline_module(base)",
    "domain": "strandline_module(domain USES_PUBLIC base)",
    "operation": "strandline_module(operation USES_PUBLIC base)",
    "store": "strandline_module(store USES_PUBLIC base)",
    "formats": "strandline_module(formats USES_PUBLIC base domain)",
    "engines/edit": "strandline_module(edit ENGINE USES_PUBLIC base USES domain formats operation)",
    "engines/strain": "strandline_module(strain ENGINE USES_PUBLIC base USES domain formats operation)",
}


def toy(env, name, changes):
    """A tree of empty modules, with `changes` (path → text) over it."""
    root = env.folder / name
    for module in ORDER:
        short = module.split("/")[-1]
        files = {"CMakeLists.txt": CALLS[module] + "\n", f"include/strandline/{short}/{short}.hpp": f"#pragma once\nnamespace strandline {{ int {short}(); }}\n",
                 f"src/{short}.cpp": f"#include <strandline/{short}/{short}.hpp>\nint strandline::{short}() {{ return 0; }}\n"}
        for path, text in files.items():
            file = root / "src" / module / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    order = "\n".join(f"add_subdirectory(src/{module})" for module in ORDER)
    (root / "CMakeLists.txt").write_text(TOP.format(project=env.project, order=order))
    for path, text in changes.items():
        (root / path).write_text(text)
    return root


def build(root):
    """(succeeded, everything that was printed)"""
    text = ""
    for command in (["cmake", "-S", root, "-B", root / "build", "-G", "Ninja"], ["cmake", "--build", root / "build", "--target", "all", "all_verify_interface_header_sets", "--", "-k", "0"]):
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
        text += done.stdout + done.stderr
        if done.returncode != 0:
            return False, text
    return True, text


def must_fail(env, name, changes, *because):
    good, text = build(toy(env, name, changes))
    assert not good, f"{name}: the wall did not hold"
    for words in because:
        assert words in text, f"{name}: failed, but not because of '{words}':\n{text[-2000:]}"


def test_sound_tree_builds(env):
    good, text = build(toy(env, "sound", {}))
    assert good, text[-3000:]


def test_engine_includes_engine(env):
    include = "#include <strandline/strain/strain.hpp>\nint x();\n"
    must_fail(env, "sideways", {"src/engines/edit/src/edit.cpp": include}, "No such file or directory", "edit may not include strain")


def test_engine_uses_engine(env):
    must_fail(env, "sideways-use", {"src/engines/strain/CMakeLists.txt": "strandline_module(strain ENGINE USES edit)\n"}, "strain may not use edit")


def test_engine_includes_store(env):
    must_fail(env, "store", {"src/engines/edit/src/edit.cpp": "#include <strandline/store/store.hpp>\nint x();\n"}, "No such file or directory", "edit may not include store")


def test_engine_uses_store(env):
    must_fail(env, "store-use", {"src/engines/edit/CMakeLists.txt": "strandline_module(edit ENGINE USES store)\n"}, "edit may not use store")


def test_store_through_another_module(env):
    """A lower module that shows the store in public does not hand it on to an engine."""
    must_fail(env, "through", {"src/formats/CMakeLists.txt": "strandline_module(formats USES_PUBLIC base domain store)\n"}, "formats may not use store")


def test_private_use_is_not_handed_on(env):
    """What formats uses in private is not found by an engine that uses formats."""
    changes = {"src/formats/CMakeLists.txt": "strandline_module(formats USES base domain)\n",
               "src/engines/edit/CMakeLists.txt": "strandline_module(edit ENGINE USES formats)\n",
               "src/engines/edit/src/edit.cpp": "#include <strandline/domain/domain.hpp>\nint x();\n"}
    must_fail(env, "private", changes, "No such file or directory")


def test_upward_use(env):
    must_fail(env, "upward", {"src/domain/CMakeLists.txt": "strandline_module(domain USES formats)\n"}, "domain may not use formats")


def test_foreign_third_party_header(env):
    must_fail(env, "third-party", {"src/engines/edit/src/edit.cpp": "#include <openssl/evp.h>\nint x();\n"}, "belongs to base; edit may not include it")


def test_two_types_of_one_name(env):
    twice = "#pragma once\nnamespace strandline::domain {{\nstruct Twice {{\n    int {};\n}};\n}}\n"
    must_fail(env, "name", {"src/domain/include/strandline/domain/twice.hpp": twice.format("a"), "src/domain/src/twice.hpp": twice.format("b")},
              "Twice is also the name of the type at")


def test_parent_path(env):
    must_fail(env, "parent", {"src/engines/edit/src/edit.cpp": '#include "../../strain/include/strandline/strain/strain.hpp"\nint x();\n'}, "'..' in an include")


def test_header_that_does_not_compile_alone(env):
    must_fail(env, "header", {"src/domain/include/strandline/domain/late.hpp": "#pragma once\nstd::string late();\n"}, "late.hpp")


def test_project_itself_is_clean(env):
    done = subprocess.run(["python3", env.project / "cmake" / "check_sources.py", env.project], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
