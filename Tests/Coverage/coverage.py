#!/usr/bin/env python3
"""Fails unless the tests of the pure core run every line of decide and evolve (after `make coverage` has run them).

Usage: coverage.py FILE.lcov. Lines that trap on a broken invariant must never run, and are the only exception: a
stretch of lines that were not run is taken for one where it ends the process (`preconditionFailure`) and has nothing
else in it but the labels of its cases.
"""
import re
import sys
from pathlib import Path

CORE = re.compile(r"/Sources/DossierRouting/(Decide|Evolve)\w*\.swift$")
LABEL = re.compile(r"(case )?[.\w, ]*:?")


def main() -> int:
    counts: dict[str, dict[int, int]] = {}
    file = ""
    for line in Path(sys.argv[1]).read_text().splitlines():
        if line.startswith("SF:"):
            file = line[3:]
        elif line.startswith("DA:") and CORE.search(file):
            number, count = line[3:].split(",")[:2]
            counts.setdefault(file, {})[int(number)] = int(count)
    expected = {str(path) for path in Path("Sources/DossierRouting").glob("*.swift")
                if CORE.search(f"/{path}")}
    unseen = [path for path in expected if not any(known.endswith("/" + path) for known in counts)]
    failures = [f"{path}: nothing of it was measured" for path in unseen]
    lines = traps = 0
    for path, by_line in sorted(counts.items()):
        text = Path(path).read_text().splitlines()
        # A brace that closes is no line of its own.
        by_line = {number: count for number, count in by_line.items() if text[number - 1].strip() != "}"}
        lines += len(by_line)
        stretch: list[int] = []
        for number in sorted(by_line) + [10**9]:
            if by_line.get(number) == 0 and (not stretch or number == stretch[-1] + 1):
                stretch.append(number)
                continue
            if stretch:
                source = [text[n - 1].strip() for n in stretch]
                trap = [s for s in source if s.startswith("preconditionFailure(")]
                rest = [s for s in source if not s.startswith("preconditionFailure(")]
                if trap and all(LABEL.fullmatch(s) for s in rest):
                    traps += len(stretch)
                else:
                    failures += [f"{Path(path).name}:{n}: {text[n - 1].strip()}" for n in stretch]
            stretch = [number] if by_line.get(number) == 0 else []
    run = lines - traps - len(failures) + len(unseen)
    print(f"{len(counts)} files of decide and evolve: {run} of {lines - traps} lines run; {traps} lines are traps")
    if failures:
        print("not run by any test of the core:", *failures, sep="\n  ")
    return 1 if failures or not counts else 0


if __name__ == "__main__":
    sys.exit(main())
