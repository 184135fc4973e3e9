"""What officers, schools and providers do about assurance: items, themes, visits, actions, status; the provider's own page."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.govuk.words import day_and_date
from pastoral.records.organisations.queries import schools as schools_of
from pastoral.rules.engine import Policy
from pastoral.rules.providers.facts import AREA_LABELS
from pastoral.rules.providers.standing import MOVES as STANDING_MOVES

from ...models import DatedItem
from .. import items, queries, showing, standing, themes, visiting
from ..forms import ActionForm, CheckForm, DoneForm, ItemForm, MoveForm, PlanVisitForm, ThemesForm, WriteUpForm
from ..judging import standings
from .frame import deed, find_provider, form_page, found, page
from .reading import MOVES, themes_of


@allow(Permission.LEAD_PROVIDER)
@require_safe
def own(request: PastoralRequest) -> HttpResponse:
    """The provider's own page: how it stands with each authority, what runs out, what to put right."""
    access = request.access
    provider = found(queries.own_provider, access)
    rows = queries.listings_of_provider(access, provider.pk)
    found_all = standings(access, rows)
    policy = next((each.policy for each in found_all), Policy())
    hanging = queries.hanging(access, provider.pk)
    return page(
        request, "own", provider=provider,
        standings=[(each, showing.standing_tag(each), showing.date_lines(each, names=True)) for each in found_all],
        items=showing.item_lines(queries.items(access, provider.pk), policy),
        declarations=[(row, showing.declaration_tag(row)) for row in queries.declarations(access, provider.pk)],
        actions=[(row, _(AREA_LABELS[row.area])) for row in hanging.actions],
        themes=themes_of(hanging.themes),
    )  # fmt: skip


@allow(Permission.LEAD_PROVIDER)
def own_item(request: PastoralRequest) -> HttpResponse:
    """The provider adds a date and its paper; it counts once an officer has checked it."""
    provider = found(queries.own_provider, request.access)
    return _item_page(request, provider, reverse("own-assurance"), _("Thank you. It counts once it is checked."))


@allow(Permission.COMMISSION)
def item(request: PastoralRequest, provider_id: int) -> HttpResponse:
    """An officer adds what was seen; a school adds the written confirmation that it holds."""
    provider = find_provider(request, provider_id)
    return _item_page(request, provider, reverse("provider-assurance", args=[provider.pk]), _("Saved."))


def _item_page(request: PastoralRequest, provider: Any, back: str, said: str) -> HttpResponse:
    places = queries.sites(request.access, provider.pk)
    several = request.access.school_ids if len(request.access.school_ids) > 1 else frozenset()
    schools = list(schools_of(request.access).filter(pk__in=several).values_list("pk", "name")) if several else []

    def prepare(form: Any) -> None:
        form.fields["site"].choices = [(str(one.pk), one.name) for one in places]
        form.fields["school"].choices = [(str(key), name) for key, name in schools]
        if not schools:
            del form.fields["school"]

    def write(form: Any) -> str:
        clean = form.cleaned_data
        given = items.Given(
            clean["kind"], clean["about"], int(clean["site"]) if clean["site"] else None, clean["dated_on"], clean["ends_on"],
            int(clean["school"]) if clean.get("school") else None,
        )  # fmt: skip
        items.give(provider_id=provider.pk, given=given, by=request.access, upload=clean["file"])
        return back

    return form_page(
        request, ItemForm, write=write, said=said, prepare=prepare, title=_("Add a check, a paper or a policy"), back=back,
        provider=provider, button=_("Save"),
        intro=_("What a provider adds counts once an officer has seen the paper. A written confirmation counts only for who received it."),
    )  # fmt: skip


@allow(Permission.MANAGE_DIRECTORY)
def check_item(request: PastoralRequest, item_id: int) -> HttpResponse:
    """Accept what was given, refuse it, or say that it no longer matters."""
    access = request.access
    row = found(queries.item, access, item_id)
    back = reverse("provider-assurance", args=[row.provider_id])

    def write(form: Any) -> str:
        answer = form.cleaned_data["accepted"]
        if answer == "retire":
            items.retire(item_id=row.pk, by=access)
        else:
            items.check(item_id=row.pk, accepted=answer == "yes", note=form.cleaned_data["note"] or "", by=access)
        return back

    given = row.state == DatedItem.State.GIVEN
    return form_page(
        request, CheckForm, write=write, said=_("Saved."), template="check", title=_("Check: %(what)s") % {"what": row.get_kind_display()},
        back=back, row=row, given=given, provider=row.provider, button=_("Save"), initial={} if given else {"accepted": "retire"},
    )  # fmt: skip


@allow(Permission.LEAD_PROVIDER)
def own_themes(request: PastoralRequest) -> HttpResponse:
    """The provider judges itself against one theme of the non-school standards."""
    provider = found(queries.own_provider, request.access)
    return _themes_page(request, provider, reverse("own-assurance"))


@allow(Permission.MANAGE_DIRECTORY)
def themes_page(request: PastoralRequest, provider_id: int) -> HttpResponse:
    """The authority's own result for one theme."""
    provider = find_provider(request, provider_id)
    return _themes_page(request, provider, reverse("provider-assurance", args=[provider.pk]))


def _themes_page(request: PastoralRequest, provider: Any, back: str) -> HttpResponse:
    def write(form: Any) -> str:
        themes.assess(provider_id=provider.pk, by=request.access, **form.cleaned_data)
        return back

    return form_page(
        request, ThemesForm, write=write, said=_("Saved."), title=_("A theme of the non-school standards"), back=back, provider=provider,
        intro=_("The standards are voluntary. A self-assessment and what the authority found stand side by side."), button=_("Save"),
    )  # fmt: skip


@allow(Permission.MANAGE_DIRECTORY)
def plan_visit(request: PastoralRequest, provider_id: int) -> HttpResponse:
    """A visit that is to be made."""
    access, provider = request.access, find_provider(request, provider_id)
    places = queries.sites(access, provider.pk)

    def prepare(form: Any) -> None:
        form.fields["site"].choices = [(str(one.pk), one.name) for one in places]

    def write(form: Any) -> str:
        clean = form.cleaned_data
        row = visiting.plan(
            provider_id=provider.pk, why=clean["why"], due_on=clean["due_on"], by=access,
            site_id=int(clean["site"]) if clean["site"] else None,
        )  # fmt: skip
        return reverse("provider-visit", args=[row.pk])

    return form_page(
        request, PlanVisitForm, write=write, said=_("The visit is on the list."), prepare=prepare, title=_("Plan a visit"),
        back=reverse("provider-assurance", args=[provider.pk]), provider=provider, button=_("Save"),
    )  # fmt: skip


@allow(Permission.SEE_DIRECTORY)
@require_safe
def visit(request: PastoralRequest, visit_id: int) -> HttpResponse:
    """One visit: what was found in each area, and what has to be put right."""
    access = request.access
    row = found(queries.visit, access, visit_id)
    officer = access.may(Permission.MANAGE_DIRECTORY) and row.authority_id in access.authority_ids
    return page(
        request, "visit", row=row, officer=officer, areas=[(one, _(AREA_LABELS[one.area])) for one in queries.areas(access, row)],
        actions=[(one, _(AREA_LABELS[one.area])) for one in queries.actions(access, row)],
        back=reverse("provider-assurance", args=[row.provider_id]),
    )  # fmt: skip


@allow(Permission.MANAGE_DIRECTORY)
def write_up(request: PastoralRequest, visit_id: int) -> HttpResponse:
    """What was found, area by area."""
    access = request.access
    row = found(queries.visit, access, visit_id)
    back = reverse("provider-visit", args=[row.pk])

    def write(form: Any) -> str:
        clean = form.cleaned_data
        visiting.write_up(
            visit_id=row.pk, held_on=clean["held_on"], visitors=clean["visitors"], found=form.found(), next_due_on=clean["next_due_on"],
            approved_until=clean["approved_until"], by=access,
        )  # fmt: skip
        return back

    return form_page(
        request, WriteUpForm, write=write, said=_("The visit is written up."), title=_("Write up the visit"), back=back, button=_("Save"),
        provider=row.provider, intro=_("Three areas: what you found in each. Areas that are met count towards approval."),
    )  # fmt: skip


@allow(Permission.MANAGE_DIRECTORY)
def add_action(request: PastoralRequest, visit_id: int) -> HttpResponse:
    """Something to put right."""
    access = request.access
    row = found(queries.visit, access, visit_id)
    back = reverse("provider-visit", args=[row.pk])

    def write(form: Any) -> str:
        visiting.add_action(visit_id=row.pk, by=access, **form.cleaned_data)
        return back

    return form_page(
        request, ActionForm, write=write, said=_("The provider sees it on its own page."), title=_("Something to put right"), back=back,
        provider=row.provider, button=_("Save"),
    )  # fmt: skip


@allow(Permission.LEAD_PROVIDER)
def own_action(request: PastoralRequest, action_id: int) -> HttpResponse:
    """The provider says what it did."""
    row = found(queries.action, request.access, action_id)

    def write(form: Any) -> str:
        visiting.say_done(action_id=row.pk, note=form.cleaned_data["note"], by=request.access)
        return reverse("own-assurance")

    return form_page(
        request, DoneForm, write=write, said=_("The authority sees it now."), title=_("Say that it is put right"), button=_("Save"),
        back=reverse("own-assurance"), intro=f"{row.action}\n{day_and_date(row.due_on)}",
    )  # fmt: skip


@allow(Permission.MANAGE_DIRECTORY)
@require_POST
def close_action(request: PastoralRequest, action_id: int) -> HttpResponse:
    """The authority saw that it is done."""
    row = found(queries.action, request.access, action_id)
    act = partial(visiting.close_action, action_id=row.pk, by=request.access)
    return deed(request, act, reverse("provider-visit", args=[row.visit_id]), _("It is closed."))


@allow(Permission.MANAGE_DIRECTORY)
def move(request: PastoralRequest, provider_id: int, move: str) -> HttpResponse:
    """Approve, list, suspend, take back or remove. What holds it up is said on the page."""
    access, provider = request.access, find_provider(request, provider_id)
    listing = queries.listing_of(access, provider.pk)
    if listing is None or move not in STANDING_MOVES or listing.authority_id not in access.authority_ids:
        raise Http404
    back = reverse("provider-assurance", args=[provider.pk])

    def write(form: Any) -> str:
        clean = form.cleaned_data
        standing.move(
            listing_id=listing.pk, move=move, reason=clean["reason"] or "", to=clean.get("to") or "",
            approved_until=clean.get("approved_until"), by=access,
        )  # fmt: skip
        return back

    return form_page(
        request, MoveForm, write=write, said=_("Saved. Those who have a child there are told."), title=f"{MOVES[move]}: {provider.name}",
        back=back, provider=provider, button=str(MOVES[move]), form_kwargs={"move": move},
        initial={"approved_until": listing.approved_until, "to": "listed"},
    )  # fmt: skip


@allow(Permission.MANAGE_DIRECTORY)
@require_POST
def begin(request: PastoralRequest, provider_id: int) -> HttpResponse:
    """The authority begins to look at a provider that it does not list yet."""
    access, provider = request.access, find_provider(request, provider_id)
    act = partial(standing.add, authority_id=min(access.authority_ids, default=0), provider_id=provider.pk, by=access)
    return deed(request, act, reverse("provider-assurance", args=[provider.pk]), _("It stands as applying now."))
