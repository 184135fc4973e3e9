"""Opening a plan and the deciding page, through real requests."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from pastoral.casework.plans.services import opening

from . import making
from .making import text

WORRY = "Tomos leaves lessons. Mam says he does not sleep. Ŵyn bach 🐑 â ê î ô û ŷ."


def open_it(client: Any, pupil: Any, **more: Any) -> Any:
    data = {"concern": WORRY, "reasons": ["behaviour"], "strategies_tried": "", "submission_token": making.token(), **more}
    return client.post(f"/plans/open/{pupil.pk}/", data)


def deciding_values(page: Any, **changed: Any) -> dict[str, Any]:
    """What a browser would send back from the deciding page, with some answers changed."""
    form = page.context["form"] if page.context else None
    assert form is not None
    sent: dict[str, Any] = {"base": page.context["base"], "submission_token": making.token()}
    for name in form.fields:
        value = form.raw(name)
        if isinstance(value, tuple):
            sent |= dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), value, strict=True))
        else:
            sent[name] = value if value is not None else ""
    return sent | changed


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jinja's templates tell the test client nothing; this does."""
    from pastoral.casework.plans.views import frame

    drawn = frame.render

    def telling(request: Any, template: str, context: dict[str, Any], **more: Any) -> Any:
        response = drawn(request, template, context, **more)
        response.told = context
        return response

    monkeypatch.setattr(frame, "render", telling)


def test_a_lead_opens_a_plan_and_comes_to_its_page(npt: Any, browser_of: Any) -> None:
    client = browser_of("pastoral-lead")
    page = client.get(f"/plans/open/{npt.tomos.pk}/")
    assert page.status_code == 200
    assert "At risk of permanent exclusion" in text(page)
    answer = open_it(client, npt.tomos)
    (plan,) = making.plans(npt)
    assert answer.status_code == 302
    assert answer["Location"] == f"/plans/{plan.pk}/"
    assert (plan.concern, plan.reasons, plan.lead_id) == (WORRY, ["behaviour"], npt.people["pastoral-lead"].pk)
    assert "Deciding on a PSP" in text(client.get(answer["Location"]))


def test_a_double_click_opens_one_plan(npt: Any, browser_of: Any) -> None:
    client, once = browser_of("pastoral-lead"), making.token()
    first = open_it(client, npt.tomos, submission_token=once)
    second = open_it(client, npt.tomos, submission_token=once)
    assert first["Location"] == second["Location"]
    assert len(making.plans(npt)) == 1


def test_a_second_tab_is_told_and_keeps_its_words(npt: Any, browser_of: Any) -> None:
    client = browser_of("pastoral-lead")
    open_it(client, npt.tomos)
    answer = open_it(client, npt.tomos, concern="Words of the second tab ŵ")
    assert answer.status_code == 422
    assert "already has a plan that is open" in text(answer)
    assert "Words of the second tab ŵ" in text(answer)
    assert len(making.plans(npt)) == 1


def test_ten_thousand_characters_are_kept_and_one_more_is_refused_without_losing_them(npt: Any, browser_of: Any) -> None:
    client = browser_of("pastoral-lead")
    long = (making.LONG + "x" * 10_000)[:10_000]
    refused = open_it(client, npt.tomos, concern=long + "y")
    assert refused.status_code == 422
    assert "10,000 characters or fewer" in text(refused)
    assert long[:9_900].replace("'", "&#39;") in text(refused)
    assert open_it(client, npt.tomos, concern=long).status_code == 302
    assert making.plans(npt)[0].concern == long


def test_every_refusal_is_said_at_once(npt: Any, browser_of: Any) -> None:
    answer = open_it(browser_of("pastoral-lead"), npt.tomos, concern="", reasons=[])
    assert answer.status_code == 422
    assert "Write what worries you" in text(answer)
    assert "Choose at least one reason" in text(answer)
    assert making.plans(npt) == []


def test_only_who_may_lead_opens_and_only_for_their_own(npt: Any, browser_of: Any) -> None:
    assert browser_of("teacher").get(f"/plans/open/{npt.tomos.pk}/").status_code == 403
    assert browser_of("ewo").get(f"/plans/open/{npt.tomos.pk}/").status_code == 403
    assert browser_of("pastoral-lead").get(f"/plans/open/{npt.ifan.pk}/").status_code == 404  # another school's child
    assert open_it(browser_of("pastoral-lead"), npt.ifan).status_code == 404
    assert making.plans(npt) == []


def test_without_a_policy_in_force_the_page_says_so(world: Any, client: Any) -> None:
    client.force_login(world.people["pastoral-lead"], backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(f"/plans/open/{world.tomos.pk}/")
    assert answer.status_code == 409
    assert "has not published the rules" in text(answer)


def test_the_pupils_page_shows_the_plan_and_the_way_to_open_one(npt: Any, browser_of: Any) -> None:
    client = browser_of("pastoral-lead")
    address = f"/plans/open/{npt.tomos.pk}/"
    assert address in text(client.get(f"/pupils/{npt.tomos.pk}/"))
    plan = making.opened(npt)
    page = text(client.get(f"/pupils/{npt.tomos.pk}/"))
    assert f"/plans/{plan.pk}/" in page
    assert address not in page
    assert address not in text(browser_of("ewo").get(f"/pupils/{npt.tomos.pk}/"))


# ── the deciding page ──


def test_deciding_settles_and_says_what_the_rules_say_beside_the_answer(npt: Any, browser_of: Any, contexts: None) -> None:
    plan = making.opened(npt, reasons=("attendance",))
    client = browser_of("pastoral-lead")
    page = client.get(f"/plans/{plan.pk}/deciding/")
    assert "the Education Welfare Officer is not involved" in text(page)
    page.context = page.told
    day = timezone.localdate()
    values = deciding_values(page, **{
        "lead_id": str(npt.people["head"].pk), "key_adult_id": str(npt.people["teacher"].pk), "needs_assessed": "yes",
        "ewo_involved_on-day": day.day, "ewo_involved_on-month": day.month, "ewo_involved_on-year": day.year,
        "attendance_percent": "81.5", "exclusion_days": "2.25", "engagement_difficult": "yes",
        "engagement_attempts": "Letter, 3 November\nCall, 5 November",
    })  # fmt: skip
    answer = client.post(f"/plans/{plan.pk}/deciding/", values)
    assert answer.status_code == 302, text(answer)
    now = making.fresh(npt, plan)
    assert now.lead_id == npt.people["head"].pk
    assert (now.key_adult_id, now.key_adult_name) == (npt.people["teacher"].pk, "Mari Owen")
    assert (now.ewo_involved_on, str(now.exclusion_days), str(now.attendance_percent)) == (day, "2.25", "81.5")
    assert now.engagement_difficult
    assert now.engagement_attempts.splitlines() == ["Letter, 3 November", "Call, 5 November"]
    assert "the Education Welfare Officer is not involved" not in text(client.get(f"/plans/{plan.pk}/deciding/"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"exclusion_days": "2.3"}, "quarter days"),
        ({"attendance_percent": "101"}, "must be between 0 and 100"),
        ({"alnco_informed_on-day": "31", "alnco_informed_on-month": "2", "alnco_informed_on-year": "2026"}, "must be a real date"),
        ({"alnco_informed_on-day": "1", "alnco_informed_on-month": "1", "alnco_informed_on-year": "2099"}, "be in the future"),
        ({"lead_id": "999999"}, "from the list"),
        ({"key_adult_id": "other", "key_adult_name": ""}, "Enter the name of the key adult"),
        ({"concern": ""}, "Write what worries you"),
    ],
)
def test_bad_answers_are_refused_and_kept(npt: Any, browser_of: Any, contexts: None, changed: dict[str, str], said: str) -> None:
    plan = making.opened(npt)
    client = browser_of("pastoral-lead")
    page = client.get(f"/plans/{plan.pk}/deciding/")
    page.context = page.told
    answer = client.post(f"/plans/{plan.pk}/deciding/", deciding_values(page, ewo_name="Llŷr Ŵyn", **changed))
    assert answer.status_code == 422
    assert said in text(answer)
    assert "Llŷr Ŵyn" in text(answer)
    assert making.fresh(npt, plan).ewo_name == ""


def test_a_lead_from_the_list_only_and_only_senior_staff(npt: Any, browser_of: Any, contexts: None) -> None:
    plan = making.opened(npt)
    page = browser_of("pastoral-lead").get(f"/plans/{plan.pk}/deciding/")
    offered = {value for value, _label in page.told["form"].fields["lead_id"].choices}
    assert offered == {str(npt.people[key].pk) for key in ("pastoral-lead", "alnco", "head")}


def test_two_tabs_that_change_different_answers_both_win(npt: Any, browser_of: Any, contexts: None) -> None:
    plan = making.opened(npt)
    client = browser_of("pastoral-lead")
    page = client.get(f"/plans/{plan.pk}/deciding/")
    page.context = page.told
    with npt.acting("alnco") as by:
        opening.settle(plan_id=plan.pk, version=None, by=by, strategies_tried="A quiet room.")
    answer = client.post(f"/plans/{plan.pk}/deciding/", deciding_values(page, ewo_name="Carys Lloyd"))
    assert answer.status_code == 302
    now = making.fresh(npt, plan)
    assert (now.strategies_tried, now.ewo_name) == ("A quiet room.", "Carys Lloyd")


def test_two_tabs_that_change_the_same_answer_see_both_texts(npt: Any, browser_of: Any, contexts: None) -> None:
    plan = making.opened(npt)
    client = browser_of("pastoral-lead")
    page = client.get(f"/plans/{plan.pk}/deciding/")
    page.context = page.told
    with npt.acting("alnco") as by:
        opening.settle(plan_id=plan.pk, version=None, by=by, strategies_tried="Theirs: a quiet room.")
    answer = client.post(f"/plans/{plan.pk}/deciding/", deciding_values(page, strategies_tried="Mine: a mentor."))
    assert answer.status_code == 422
    assert "Theirs: a quiet room." in text(answer)
    assert "Mine: a mentor." in text(answer)
    assert making.fresh(npt, plan).strategies_tried == "Theirs: a quiet room."
    answer.context = answer.told
    again = client.post(f"/plans/{plan.pk}/deciding/", deciding_values(answer, strategies_tried="Both."))
    assert again.status_code == 302
    assert making.fresh(npt, plan).strategies_tried == "Both."


def test_telling_the_wellbeing_service_twice_sends_once(npt: Any, browser_of: Any) -> None:
    plan = making.opened(npt, reasons=("exclusion_risk",))
    client = browser_of("pastoral-lead")
    assert "Tell them now" in text(client.get(f"/plans/{plan.pk}/deciding/"))
    for _click in range(2):
        client.post(f"/plans/{plan.pk}/deciding/tell-wellbeing/", {"submission_token": making.token()})
    assert making.fresh(npt, plan).wellbeing_informed_on == timezone.localdate()
    assert len(making.messages(npt)) <= 1
    assert "Tell them now" not in text(client.get(f"/plans/{plan.pk}/deciding/"))


def test_a_closed_plan_is_not_changed(npt: Any, browser_of: Any, contexts: None) -> None:
    from pastoral.casework.plans.services import moving

    plan = making.opened(npt)
    client = browser_of("pastoral-lead")
    page = client.get(f"/plans/{plan.pk}/deciding/")
    page.context = page.told
    with npt.acting("pastoral-lead") as by:
        moving.move(plan_id=plan.pk, action="withdraw", reason="Moved away.", by=by)
    answer = client.post(f"/plans/{plan.pk}/deciding/", deciding_values(page, concern="Late words"))
    assert answer.status_code == 422
    assert "This plan is closed" in text(answer)
    assert "Late words" in text(answer)


def test_the_deciding_page_takes_fifteen_queries_at_most(npt: Any, browser_of: Any) -> None:
    plan = making.opened(npt)
    said = making.queries_of(browser_of("pastoral-lead"), f"/plans/{plan.pk}/deciding/")
    assert len(said) <= 15, "\n".join(said)


def test_a_review_date_or_opening_day_is_never_typed_here(npt: Any) -> None:
    """What the rules of time depend on is set by the services alone."""
    from pastoral.casework.plans.forms.opening import DecidingForm

    assert not {"opened_on", "status", "next_review_on", "agreed_on"} & set(DecidingForm.base_fields)
    assert making.opened(npt).opened_on == timezone.localdate()
