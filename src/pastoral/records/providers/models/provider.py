"""A provider of alternative provision: one profile for everybody who commissions it, its sites, and each authority's word on it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import ScopedModel
from pastoral.foundation.access.row_security import staff_condition, within
from pastoral.foundation.access.value import Access


def staff_or_own(access: Access, provider: str = "provider_id") -> Q:
    """What is no child's data: staff of authorities and schools see it of every provider, a provider's people of their own."""
    if access.authority_ids or access.school_ids:
        return Q()
    return Q(**{f"{provider}__in": sorted(access.provider_ids)}) if access.provider_ids else Q(pk__in=[])


def staff_or_own_policy() -> tuple[str, str]:
    """`staff_or_own` for PostgreSQL."""
    seen = f"{staff_condition()} or {within('provider_id', 'providers')}"
    return seen, seen


def codes(**more: Any) -> ArrayField[Any, Any]:
    """A few codes of a closed list, searched with `__contains` and `__overlap`."""
    return ArrayField(models.CharField(max_length=40), default=list, blank=True, **more)


class Provider(ScopedModel):
    """One organisation. The words ending in `_text` are as the source or the provider wrote them; beside them is what was read."""

    class Kind(models.TextChoices):
        NON_SCHOOL = "non_school", _("Not a school")
        SCHOOL = "school", _("School, academy or pupil referral unit")
        EDUCATION_CENTRE = "education_centre", _("Education centre of the authority")

    class Registration(models.TextChoices):  # WOR-DIR-01: never inferred
        URN = "urn", _("Registered: has a URN")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")
        IN_PROGRESS = "in_progress", _("Application in progress")

    class LetterLanguage(models.TextChoices):  # of messages and of pages by link
        ENGLISH = "en-gb", _("English")
        WELSH = "cy", _("Welsh and English")

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.NON_SCHOOL)
    school = models.ForeignKey("organisations.School", models.PROTECT, null=True, related_name="+")  # where it is one as well
    registration = models.CharField(max_length=15, choices=Registration.choices, blank=True)  # blank: nobody has said
    urn = models.CharField(max_length=20, blank=True)  # as given; a number that no register knows stays, and says so
    registration_text = models.CharField(max_length=200, blank=True)
    about = models.TextField(max_length=10_000, blank=True)
    website = models.URLField(blank=True)
    contact_names = models.CharField(max_length=300, blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=200, blank=True)
    # what it offers and to whom (WOR-DIR-04, 05)
    kinds = codes()  # alternative_provision, tuition
    modes = codes()  # face_to_face, online, blended
    mode_text = models.CharField(max_length=300, blank=True)
    phases = codes()  # primary, secondary, post_16
    place_types = codes()  # permanent_exclusion, outreach, short_term, sla, restart, at_risk
    needs = codes()  # of rules/needs_of_pupils or the provider's own words: see records/providers/vocabulary.py
    districts = codes()  # names of districts as the authority writes them; empty: nothing said
    all_districts = models.BooleanField(default=False)
    district_text = models.CharField(max_length=300, blank=True)
    least_age = models.PositiveSmallIntegerField(null=True)
    most_age = models.PositiveSmallIntegerField(null=True)
    age_condition = models.CharField(max_length=200, blank=True)  # "up to 25 with SEND"
    age_text = models.CharField(max_length=200, blank=True)
    languages = codes()  # in which it teaches: en, cy
    letter_language = models.CharField(max_length=5, choices=LetterLanguage.choices, blank=True)  # blank: it has not said
    places = models.PositiveSmallIntegerField(null=True)  # how many it has in all; null: not said
    places_free = models.PositiveSmallIntegerField(null=True)
    places_said_on = models.DateField(null=True)
    cost_text = models.CharField(max_length=300, blank=True)
    offer_reviewed_on = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)
    source_row = models.JSONField(default=dict)  # every cell as it was read
    added_by = models.ForeignKey("organisations.Authority", models.PROTECT, null=True, related_name="+")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["name", "id"], name="provider_name"),
            GinIndex(fields=["districts"], name="provider_districts"),
            GinIndex(fields=["kinds"], name="provider_kinds"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(least_age__isnull=True) | Q(most_age__isnull=True) | Q(most_age__gte=models.F("least_age")),
                name="provider_ages_in_order",
            )
        ]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return staff_or_own(access, "pk")

    def __str__(self) -> str:
        return self.name


class Site(ScopedModel):
    """A place where it teaches, a satellite or a subcontractor's included (ENG-KC-04). Two may share one postcode."""

    class Kind(models.TextChoices):
        OWN = "own", _("Its own")
        SATELLITE = "satellite", _("Another place of its own")
        SUBCONTRACTOR = "subcontractor", _("A subcontractor's")
        VENUE = "venue", _("A public place: library, leisure centre")
        HOME = "home", _("The child's home")
        ONLINE = "online", _("Online")

    class Located(models.TextChoices):  # how we know where it is: no table of postcodes is kept, only the registers of schools
        POSTCODE = "postcode", _("A school has the same postcode")
        AREA = "area", _("The middle of the schools whose postcodes begin the same")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="sites")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.OWN)
    run_by = models.CharField(max_length=200, blank=True)  # the subcontractor
    address = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    easting = models.PositiveIntegerField(null=True)  # metres on the national grid, where a register knows the postcode
    northing = models.PositiveIntegerField(null=True)
    located_by = models.CharField(max_length=8, choices=Located.choices, blank=True)
    used_from = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["postcode"], name="provider_site_postcode")]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return staff_or_own(access)

    def __str__(self) -> str:
        return self.name


class Listing(ScopedModel):
    """What one authority says of one provider: whether its schools may use it, on which list, checked until when."""

    class Status(models.TextChoices):  # of rules.providers.facts.STATUS_LABELS
        APPLYING = "applying", _("Applying")
        LISTED = "listed", _("Listed")
        APPROVED = "approved", _("Approved")
        SUSPENDED = "suspended", _("Suspended")
        REMOVED = "removed", _("Removed")

    class Framework(models.TextChoices):
        LISTED = "listed", _("On the framework")
        NOT_LISTED = "not_listed", _("Not on the framework")

    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="listings")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.APPLYING)
    status_since = models.DateField(null=True)
    reason = models.TextField(max_length=2_000, blank=True)  # why it stands where it stands
    list_name = models.CharField(max_length=120, blank=True)  # "Dynamic Purchasing System", "Settings"
    on_quality_list = models.BooleanField(default=False)
    framework = models.CharField(max_length=10, choices=Framework.choices, blank=True)
    qa_on = models.DateField(null=True)
    next_qa_on = models.DateField(null=True)
    approved_until = models.DateField(null=True)
    areas_assured = codes()  # of rules.providers.facts.AREA_LABELS
    first_used_on = models.DateField(null=True)
    ofsted_told_on = models.DateField(null=True)
    government_told_on = models.DateField(null=True)  # the Welsh Government
    lado_told_on = models.DateField(null=True)
    note = models.TextField(max_length=5_000, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["authority", "provider"], name="listed_once")]
        indexes = [models.Index(fields=["authority", "status"], name="listing_authority")]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return own_authority(access) | Q(provider_id__in=sorted(access.provider_ids))

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return own_authority_policy(and_own=OWN)


def own_authority(access: Access) -> Q:
    """What an authority keeps: its people and those of its schools see it."""
    return Q(authority_id__in=sorted(access.home_authority_ids | access.authority_ids))


def own_authority_policy(*, and_own: str = "") -> tuple[str, str]:
    """`own_authority` for PostgreSQL; `and_own`: which rows the provider that they are about sees as well."""
    seen = within("authority_id", "homes") + (f" or {and_own}" if and_own else "")
    return seen, seen


OWN = within("provider_id", "providers")


class ListingMove(ScopedModel):
    """Immutable: a provider's standing with an authority changed, by whom or by a date that passed, and why."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="moves")
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, choices=Listing.Status.choices)
    at = models.DateTimeField(auto_now_add=True)
    by_name = models.CharField(max_length=200)
    by_itself = models.BooleanField(default=False)  # a date had passed
    reason = models.TextField(max_length=2_000, blank=True)

    class Meta:
        ordering = ["at", "id"]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return own_authority(access) | Q(listing__provider_id__in=sorted(access.provider_ids))

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return own_authority_policy(and_own=f"listing_id in (select id from providers_listing where {OWN})")  # noqa: S608  # our own names
