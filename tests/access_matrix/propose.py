"""Prints what each route answers to each persona now, for routes that expectations.py does not list yet. Read before you paste:

    python -m pytest tests/access_matrix/propose.py -q -s
"""

from __future__ import annotations

import re
from collections import Counter

from . import who
from .expectations import EXPECTED
from .matrix import Matrix, routes
from .who import EVERYBODY, OTHER, PEOPLE

LIVE = re.compile("check-in|review|history|send|submission|received")
GROUPS = {name: value for name, value in vars(who).items() if isinstance(value, frozenset)}


def called(people: frozenset[str]) -> str:
    for name, group in GROUPS.items():
        if group == people:
            return name
    for first, one in GROUPS.items():
        for second, two in GROUPS.items():
            if one | two == people:
                return f"{first} | {second}"
            if one - two == people:
                return f"{first} - {second}"
    return f"frozenset({sorted(people)})"


def test_propose(matrix: Matrix) -> None:
    for route in routes():
        if route in EXPECTED:
            continue
        matrix.at("live" if LIVE.search(route) else "meeting")
        row = {persona: matrix.ask(persona, route).code for persona in sorted(EVERYBODY)}
        passed = {persona: code for persona, code in row.items() if code not in (401, 403, 404)}
        code = Counter(passed.values()).most_common(1)[0][0] if passed else 404
        everybody = frozenset(passed)
        odd = {persona: c for persona, c in passed.items() if c != code}
        if everybody == EVERYBODY:
            text = f"open_to_all({'' if code == 200 else code})"
        elif everybody == PEOPLE:
            text = f"signed_in({'' if code == 200 else code})"
        elif not passed:
            text = "closed()"
        elif OTHER in everybody:
            who_too = called(everybody - {OTHER}) + " | {OTHER}" if called(everybody).startswith("frozenset") else called(everybody)
            text = f"signed_in({code}, {who_too})"
        else:
            text = f"{'deed' if code == 405 else 'page'}({called(everybody)}{'' if code in (200, 405) else f', {code}'})"
        print(f'    "{route}": {text},' + (f"  # {odd}" if odd else ""))
