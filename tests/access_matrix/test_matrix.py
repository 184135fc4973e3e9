"""Every route, every persona, records of two authorities: a real request through all three gates."""

from __future__ import annotations

from typing import Any

import pytest

from pastoral.foundation.access import Permission

from .expectations import AT_STAGES, EXPECTED
from .matrix import RESTRICTED_WORDS, STAFF_WORDS, Answer, Matrix, routes
from .who import AT_PROVIDER, EVERYBODY, FAMILY, NAMED, NOBODY, OTHER, SCHOOL_LEADS, SUPPORT, Expected

REFUSED = {401, 403, 404}
WITHOUT_SIGNING_IN = {Permission.ANYONE, Permission.BY_LINK, Permission.NOBODY}
# A deed asked for by somebody who may: done (302), shown again with what is missing (200, 422), or refused by a rule (409).
TAKEN = {200, 302, 409, 422}

# Their eyes reach as far as a colleague's who posts for them about children whom neither sees: the first is kept fast.
SAME_REACH = {"alnco", "head", "safeguarding-officer", "director", "professional", "provider"}


def must_not_read(persona: str) -> list[str]:
    """Words that no page may show this persona, whatever the page is."""
    if persona in SUPPORT | {OTHER, NOBODY}:
        return ["Tomos Morgan", "Cerys", "Ifan", STAFF_WORDS, RESTRICTED_WORDS]
    if persona in AT_PROVIDER:  # Tomos's place is shared with them; nothing else of him or of anybody
        return ["Olivia", "Ifan", "Cerys", STAFF_WORDS, RESTRICTED_WORDS]
    words = ["Olivia"]
    if persona in SCHOOL_LEADS | NAMED:
        words.append("Ifan")
    if persona in NAMED:
        words += ["Cerys", RESTRICTED_WORDS]
    if persona in FAMILY | {"provider"}:
        words.append(STAFF_WORDS)
    return words


class Judge:
    """Collects what went wrong about one route, so that all of it is shown at once."""

    def __init__(self, matrix: Matrix, route: str, expected: Expected) -> None:
        self.matrix, self.route, self.expected = matrix, route, expected
        self.wrong: list[str] = []

    def say(self, persona: str, what: str, answer: Answer, wanted: Any) -> None:
        self.wrong.append(f"{persona} {what}: got {answer.code}, expected {wanted}")

    def about_ours(self, persona: str) -> None:
        answer, wanted = self.matrix.ask(persona, self.route), self.expected.to(persona)
        open_gate = self.matrix.gate_opens(persona, self.route)
        if wanted is not None:
            if answer.code != wanted:
                self.say(persona, "about ours", answer, wanted)
        elif persona == NOBODY and self.matrix.permissions[self.route] not in WITHOUT_SIGNING_IN:
            if answer.code != 401:
                self.say(persona, "about ours", answer, "to be asked to sign in")
        elif answer.code not in REFUSED and not (answer.code == 405 and self.expected.code == 405):
            self.say(persona, "about ours", answer, "a refusal")
        self.words(persona, answer)
        if self.expected.about and self.expected.code == 405 and wanted == 405:
            done = self.matrix.ask(persona, self.route, method="POST")
            if self.expected.posts and done.code not in TAKEN:
                self.say(persona, "posting about ours", done, "that it is taken")
        elif (self.expected.posts and wanted is None and (open_gate or persona == NOBODY)) or self.only_reads(persona):
            self.refused(persona, "posting about ours", self.matrix.ask(persona, self.route, method="POST"))

    def only_reads(self, persona: str) -> bool:
        return self.expected.writers is not None and persona not in self.expected.writers and persona != NOBODY

    def about_others(self, persona: str) -> None:
        """Another child's record does not exist, as far as this persona can tell."""
        for whose, records in self.matrix.not_for(persona).items():
            answer = self.matrix.ask(persona, self.route, records)
            if answer.code not in self.expected.unseen:
                self.say(persona, f"about {whose}", answer, self.expected.unseen)
            if self.expected.posts and persona not in SAME_REACH:
                self.refused(persona, f"posting about {whose}", self.matrix.ask(persona, self.route, records, "POST"))

    def refused(self, persona: str, what: str, answer: Answer) -> None:
        if answer.code not in REFUSED | {405}:
            self.say(persona, what, answer, "a refusal")

    def words(self, persona: str, answer: Answer) -> None:
        if not self.route.startswith("demo-"):
            self.wrong += [f"{persona} reads “{word}”" for word in must_not_read(persona) if word in answer.text]


def test_every_route_is_in_the_table_and_nothing_else() -> None:
    missing, gone = set(routes()) - set(EXPECTED), set(EXPECTED) - set(routes())
    assert not missing, f"expectations.py says nothing about {sorted(missing)}: run propose.py, read, decide"
    assert not gone, f"expectations.py has routes that are gone: {sorted(gone)}"


# In the order of their stages, so that the plan is moved but a few times.
@pytest.mark.parametrize("route", sorted(set(EXPECTED) & set(routes()), key=lambda route: (EXPECTED[route].stage, route)))
def test_route(matrix: Matrix, route: str) -> None:
    expected = EXPECTED[route]
    matrix.at(expected.stage)
    judge = Judge(matrix, route, expected)
    for persona in sorted(EVERYBODY):
        if not (expected.about and persona == OTHER):
            judge.about_ours(persona)
        if expected.about and matrix.gate_opens(persona, route):
            judge.about_others(persona)
    assert not judge.wrong, "\n" + "\n".join(judge.wrong)


@pytest.mark.parametrize(("route", "stage"), sorted(AT_STAGES, key=lambda pair: (pair[1], pair[0])))
def test_route_at_another_stage(matrix: Matrix, route: str, stage: str) -> None:
    """What changes for people as the plan goes on."""
    expected = AT_STAGES[route, stage]
    matrix.at(stage)
    judge = Judge(matrix, route, expected)
    for persona in sorted(EVERYBODY - {OTHER}):
        if matrix.gate_opens(persona, route):
            judge.about_ours(persona)
    assert not judge.wrong, "\n" + "\n".join(judge.wrong)
