"""F-NPT-09, F-NPT-10 and T24."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pastoral.rules.outcomes import PRACTITIONER_CHECKLIST, TEST_TITLES, Outcome, OutcomeTest, check_outcome, failing
from pastoral.rules.solutions import embedded_solution
from pastoral.rules.support import PRACTITIONER_CHECKLIST as SUPPORT_CHECKLIST
from pastoral.rules.support import SUPPORT_KINDS, skipped_before

TODAY = date(2026, 9, 7)
GOOD = Outcome(
    statement="I will answer in class twice a lesson.",
    positive_change="To speak up in class",
    working="I talk with Tom",
    not_working="I sit in silence",
    what_matters="Tom, art, Nan",
    measure="answers in a lesson",
    starting_point="I never answer now",
    baseline_value=0,
    target_value=2,
    target_date=date(2026, 10, 19),
    answers=(("b", "yes"), ("c", "yes"), ("d", "yes"), ("e", "yes")),
)


def judge(outcome: Outcome) -> dict[str, OutcomeTest]:
    return {test.letter: test for test in check_outcome(outcome, TODAY, longest_reading_age=12)}


def test_a_good_outcome_passes_all_eight() -> None:
    tests = check_outcome(GOOD, TODAY, longest_reading_age=12)
    assert [test.letter for test in tests] == list("abcdefgh") == list(TEST_TITLES)
    assert failing(tests) == ()


EMBEDDED = [
    "Cai will have a TA in every lesson",
    "have a TA in every lesson",
    "Attend ELSA sessions",
    "Be referred to CAMHS",
    "Use a time-out card",
    "use a time out card when angry",
    "Will have 1:1 mentoring",
    "To have one-to-one support in maths",
    "See a counsellor once a week",
    "Cai will meet with his mentor every morning",
    "Receive daily small group intervention",
    "Complete the anger management programme",
    "Answer two questions a lesson with support from a teaching assistant",
    "Answer two questions a lesson with TA support",
    "Be given a laptop for writing",
    "Wear ear defenders in the hall",
    "Go to the quiet room when upset",
    "Be moved to the PRU",
    "Be on a reduced timetable until Christmas",
    "Staff will give Cai a countdown",
    "School to provide a safe space",
    "Stay calm by using the Zones of Regulation",
    "Attend weekly counselling sessions",
    "Have an EHCP by Easter",
    "Be assessed for dyslexia",
    "Have a visual timetable on the desk",
    "Work with the educational psychologist",
    "Have a key worker to talk to",
    "Attend six sessions of play therapy",
    "Improve reading through literacy intervention",
    "A TA will sit with Cai in maths",
    "Spend time in the nurture room each day",
    "Have a referral to speech and language therapy",
    "Get in-class support every day",
    "use an app to calm down",
]

FREE = [
    "I will answer in class twice a lesson",
    "Answer in class twice a lesson",
    "Attend every lesson",
    "Attend school five days a week",
    "Get to all my lessons on time",
    "Have three friends to play with at lunch",
    "Use kind words with my sister each day",
    "Go to all my lessons on Monday",
    "See my dad each week",
    "Work with a partner for ten minutes",
    "Have lunch in the hall twice a week",
    "Take part in two group tasks a day",
    "Use a calm voice when I say no",
    "Walk away from an argument four times out of five",
    "Ask an adult for help once in each lesson",
    "Have a good relationship with my teacher",
    "Stay in class for thirty minutes",
    "Read one page aloud to my class",
    "Sleep in my own bed five nights a week",
    "Finish my art project by Easter",
    "Have a conversation without shouting",
    "Go to football on Saturdays with my brother",
    "Feel safe on the bus every day",
    "Do all my homework on time",
    "Start each day with a smile and a hello",
    "Go on to college to study cooking",
    "Join in at break three days a week",
    "Tell someone when I feel worried, each time",
    "Get from one lesson to the next in five minutes",
    "Be in school for the whole week",
    "Have no fights for four weeks",
    "Sit with my class in assembly",
    "Complete three pieces of work a day",
    "Do one kind thing for someone each day",
    "Meet my friends in town on Saturday",
    "Speak to my teachers politely every day",
    "Attend two sessions in school each day",
    "Have breakfast before school every day",
]


@pytest.mark.parametrize("statement", EMBEDDED)
def test_t24_a_solution_is_embedded(statement: str) -> None:
    test = judge(replace(GOOD, statement=statement))["h"]
    assert test.verdict == "fail"
    assert test.how == "computed"
    assert "it says how" in test.reason.english()


@pytest.mark.parametrize("statement", FREE)
def test_no_solution_is_seen_where_there_is_none(statement: str) -> None:
    assert embedded_solution(statement) is None
    assert judge(replace(GOOD, statement=statement))["h"].verdict == "pass"


def test_h_the_practitioner_may_see_more_than_we_do_but_not_less() -> None:
    assert judge(replace(GOOD, answers=(("h", "no"),)))["h"].verdict == "fail"
    assert judge(replace(GOOD, statement=EMBEDDED[0], answers=(("h", "yes"),)))["h"].verdict == "fail"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"statement": "  "}, "NPT-PSP-12.empty"),
        ({"statement": "I will speak up more", "target_value": None, "measure": ""}, "NPT-PSP-12.a.number"),
        ({"starting_point": "", "baseline_value": None}, "NPT-PSP-12.a.start"),
        ({"baseline_value": 2}, "NPT-PSP-12.a.same"),
        ({"target_date": None}, "NPT-PSP-12.a.date"),
        ({"target_date": TODAY}, "NPT-PSP-12.a.past"),
    ],
)
def test_a_measurable(change: dict[str, object], code: str) -> None:
    test = judge(replace(GOOD, **change))["a"]  # type: ignore[arg-type]  # each case names real fields
    assert (test.verdict, [reason.code for reason in test.reasons]) == ("fail", [code])


def test_a_names_everything_that_is_missing() -> None:
    assert len(judge(Outcome("I will speak up more"))["a"].reasons) == 3


@pytest.mark.parametrize("letter", ["b", "c", "d", "e"])
def test_what_only_people_can_tell_is_asked(letter: str) -> None:
    assert judge(GOOD)[letter].verdict == "pass"
    for answer, verdict in (("", "ask"), ("no", "fail"), ("unsure", "unsure")):
        asked = judge(replace(GOOD, answers=((letter, answer),)))[letter]
        assert (asked.how, asked.verdict) == ("asked", verdict)


@pytest.mark.parametrize(("letter", "field"), [("c", "working"), ("d", "not_working"), ("e", "positive_change")])
def test_nothing_written_fails(letter: str, field: str) -> None:
    change: dict[str, str] = {field: " "}
    test = judge(replace(GOOD, **change))[letter]  # type: ignore[arg-type]  # each case names a text field
    assert (test.how, test.verdict) == ("computed", "fail")


def test_f_assessed_need() -> None:
    assert judge(GOOD)["f"].verdict == "pass"
    need = replace(GOOD, assessed_need="Speech")
    assert judge(need)["f"].verdict == "ask"
    assert judge(replace(need, meets_need=True))["f"].verdict == "pass"
    assert judge(replace(need, meets_need=False))["f"].verdict == "fail"
    assert judge(replace(need, answers=(("f", "unsure"),)))["f"].verdict == "unsure"


def test_g_everyday_language() -> None:
    test = judge(replace(GOOD, statement="Cai will self-regulate when dysregulated, every day"))["g"]
    assert test.verdict == "fail"
    assert len(test.reasons) >= 2
    assert "calm myself" in test.reasons[0].english()
    long = replace(GOOD, statement="Demonstrate appropriate behavioural expectations consistently in every situation")
    assert judge(long)["g"].reason.code == "NPT-PSP-12.g.age"


def test_g_and_h_of_welsh_are_asked() -> None:
    welsh = replace(GOOD, statement="Rwy'n mynd i'r ysgol bob dydd ac yn gofyn am help mewn dwy wers.")
    assert (judge(welsh)["g"].verdict, judge(welsh)["h"].verdict) == ("ask", "ask")
    assert judge(welsh)["a"].verdict == "pass"


def test_a_very_long_or_odd_answer_is_no_trouble() -> None:
    for statement in ("have a " * 1500, "😀" * 5000, "{0} %s <b>", "ŵ" * 10_000):
        assert len(judge(replace(GOOD, statement=statement))) == 8


def test_the_checklists_are_whole() -> None:
    assert len(PRACTITIONER_CHECKLIST) == 6
    assert len(SUPPORT_CHECKLIST) == 10
    assert [kind.number for kind in SUPPORT_KINDS] == [1, 2, 3, 4, 5, 6, 7]
    assert {kind.key for kind in SUPPORT_KINDS} < {key for key, _text in SUPPORT_CHECKLIST}


def test_extra_support_comes_after_the_rest() -> None:
    used = frozenset({"self", "family", "support"})
    assert [kind.key for kind in skipped_before(used, "support")] == ["technology", "equipment", "community", "setting"]
    assert skipped_before(frozenset(), "self") == ()
    with pytest.raises(ValueError, match="no kind"):
        skipped_before(used, "magic")
