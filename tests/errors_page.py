#!/usr/bin/env python3
"""Writes docs/errors.md from the error codes in the sources.

usage: tests/errors_page.py [--check]        --check: exit 1 when the page is not up to date
"""
import pathlib
import re
import sys

PROJECT = pathlib.Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "errors.md"
STATUS = {"input": 2, "environment": 3, "no": 1, "fault": 4, "from_errno": 3}
HEAD = """# Errors

Every error has a code, a place where there is one, what was expected, what was found, and how to mend it:

```
guides.txt:2:5: error[guide.letter]: 'U' is no base of a spacer
    2 | AATCUCGCCGGTGTTTGATT
      |     ^
  expected A C G T only;  found 'U'
  mend: write DNA: T for U
```

A reader shows up to 20 errors of a file at once. An unknown name gets its nearest candidates. With `--log json` an error is
one line of JSON with the members `code exit what place expected found mend candidates more`.

| exit status | means |
|---|---|
| 0 | done |
| 1 | the answer is no: verification failed, an unknown signer, nothing found where something was asked for |
| 2 | the words or bytes given are wrong |
| 3 | the environment: a missing or unreadable file, permission, disk, lock, a lost or locked key, a newer workspace |
| 4 | a fault of ours, a failed assert included |
| 130 | interrupted |

## Codes

Written by `tests/errors_page.py` from the sources; a test compares them.

| code | status | first words |
|---|---|---|
"""


def codes():
    found = {}
    pattern = re.compile(r'(?:Error::|\b)(input|environment|no|fault|from_errno)\(\s*"([a-z][a-z0-9_]*\.[a-z0-9_]+)"\s*,\s*(?:"((?:[^"\\]|\\.)*)")?', re.S)
    for file in sorted(PROJECT.glob("src/**/*.cpp")) + sorted(PROJECT.glob("src/**/*.hpp")):
        if "tests" in file.parts or "fuzz" in file.parts:
            continue
        for kind, code, what in pattern.findall(file.read_text()):
            found.setdefault(code, (STATUS[kind], what))
    return found


def page():
    rows = [f"| `{code}` | {status} | {what.replace('{}', '…').replace('|', '/') if what else 'as the system says'} |" for code, (status, what) in sorted(codes().items())]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.exists() and PAGE.read_text() == page() else "docs/errors.md is not up to date: run tests/errors_page.py")
    PAGE.write_text(page())
