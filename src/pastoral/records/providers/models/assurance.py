"""What is known of a provider's safety and quality, each with the day on which it runs out. No table here holds a child's data."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import ScopedModel
from pastoral.foundation.access.row_security import staff_condition
from pastoral.foundation.access.value import Access
from pastoral.rules.providers.facts import AREA_LABELS, THEME_LABELS

from .provider import OWN, Provider, Site, own_authority, own_authority_policy, staff_or_own, staff_or_own_policy


class ProviderFile(ScopedModel):
    """A paper of a provider: a certificate, a policy, a signed page. The bytes lie outside the web root, found by their SHA-256."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="files")
    title = models.CharField(max_length=200)
    file_format = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    kept_at = models.DateTimeField(auto_now_add=True)
    kept_by = models.CharField(max_length=200)

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return staff_or_own(access)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return staff_or_own_policy()


class DatedItem(ScopedModel):
    """One thing that runs out or is looked at again. What a provider gives counts once an officer has checked it."""

    class Kind(models.TextChoices):
        DBS = "dbs", _("DBS check")
        TRAINING = "training", _("Safeguarding training")
        REFERENCES = "references", _("References")
        INSURANCE = "insurance", _("Insurance")
        SAFEGUARDING_POLICY = "safeguarding_policy", _("Safeguarding policy")
        BEHAVIOUR_POLICY = "behaviour_policy", _("Behaviour policy")
        ATTENDANCE_POLICY = "attendance_policy", _("Attendance policy")
        NEEDS_POLICY = "needs_policy", _("Policy on additional or special educational needs")
        EQUALITY_POLICY = "equality_policy", _("Equal opportunities policy")
        HEALTH_AND_SAFETY = "health_and_safety", _("Health and safety policy")
        REGISTRATION = "registration", _("Registration as a school")
        PREMISES = "premises", _("Premises and address")
        FIRE = "fire", _("Fire risk assessment")
        FIRST_AID = "first_aid", _("First aid")
        CONFIRMATION = "confirmation", _("Written confirmation of checks on staff")

    class State(models.TextChoices):
        GIVEN = "given", _("Waiting to be checked")
        CHECKED = "checked", _("Checked")
        REFUSED = "refused", _("Not accepted")
        REPLACED = "replaced", _("Replaced")

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=150, blank=True)  # who or which: a member of staff, an insurer
    dated_on = models.DateField(null=True)  # of the certificate, the policy, the look
    ends_on = models.DateField(null=True)  # the last day on which it is good; null: it has no end
    file = models.ForeignKey(ProviderFile, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.GIVEN)
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = models.CharField(max_length=200)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=200, blank=True)
    checked_for = models.ForeignKey("organisations.Authority", models.PROTECT, null=True, related_name="+")
    # a written confirmation that a school received counts for that school alone (ENG-KC-02); null: the authority itself holds it
    received_by = models.ForeignKey("organisations.School", models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)  # why it was not accepted

    class Meta:
        ordering = ["kind", "about", "-given_at", "-id"]
        indexes = [models.Index(fields=["provider", "state"], name="provider_item")]
        constraints = [
            models.CheckConstraint(
                condition=Q(dated_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("dated_on")),
                name="item_ends_after_its_date",
            )
        ]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return staff_or_own(access)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return staff_or_own_policy()


class Declaration(ScopedModel):
    """The safeguarding declaration (F-NPT-07) as one authority asks it of one provider. A newer one follows it; none is changed.

    Somebody who teaches there and signs for everybody signs for themselves as well: then a second person must have seen
    their papers, and until then the declaration does not count.
    """

    class How(models.TextChoices):
        LINK = "link", _("By link")
        ACCOUNT = "account", _("Signed in")
        PAPER = "paper", _("On paper")

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="declarations")
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    school = models.ForeignKey("organisations.School", models.PROTECT, null=True, related_name="+")  # which asked
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.CharField(max_length=200)
    asked_of = models.CharField(max_length=150, blank=True)
    asked_email = models.EmailField(blank=True)
    language = models.CharField(max_length=5, default="en-gb")
    # what it says
    organisation = models.CharField(max_length=200, blank=True)
    dbs = models.BooleanField(null=True)
    references = models.BooleanField(null=True)
    training = models.BooleanField(null=True)
    suitability = models.BooleanField(null=True)
    tells_at_once = models.BooleanField(null=True)
    teaches = models.BooleanField(null=True)  # whether the person who signs also works with the children
    signed_by = models.CharField(max_length=150, blank=True)
    position = models.CharField(max_length=150, blank=True)
    is_senior = models.BooleanField(null=True)
    returned_to = models.CharField(max_length=200, blank=True)
    signed_on = models.DateField(null=True)
    how = models.CharField(max_length=8, choices=How.choices, blank=True)
    drawn = models.TextField(blank=True)  # the path of a drawn signature
    seal = models.CharField(max_length=64, blank=True)  # SHA-256 of what was signed
    file = models.ForeignKey(ProviderFile, models.PROTECT, null=True, related_name="+")  # the signed page
    # who else answers for the checks of the person who signed
    needs_second = models.BooleanField(default=False)
    second_by = models.CharField(max_length=200, blank=True)
    second_on = models.DateField(null=True)
    second_saw = models.CharField(max_length=300, blank=True)  # which papers
    # on to the authority's safeguarding officer (NPT-AP-06)
    sent_on = models.DateField(null=True)
    sent_by = models.CharField(max_length=200, blank=True)
    sent_to = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["authority", "provider", "signed_on"], name="declaration_signed")]
        constraints = [
            models.CheckConstraint(condition=Q(second_on__isnull=True) | ~Q(second_by=""), name="second_has_a_name"),
            models.CheckConstraint(condition=Q(sent_on__isnull=True) | Q(signed_on__isnull=False), name="sent_when_signed"),
        ]

    @property
    def counts(self) -> bool:
        """Signed, and nobody answers for themselves alone."""
        return self.signed_on is not None and (not self.needs_second or self.second_on is not None)

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return own_authority(access) | Q(provider_id__in=sorted(access.provider_ids))

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return own_authority_policy(and_own=OWN)


class DeclaredStaff(ScopedModel):
    """One member of staff on a declaration, with the dates that bear out what is confirmed."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="staff")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    who = models.CharField(max_length=150)
    dbs_on = models.DateField(null=True)
    references = models.PositiveSmallIntegerField(null=True)
    trained_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return own_authority(access) | Q(provider_id__in=sorted(access.provider_ids))

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return own_authority_policy(and_own=OWN)


class ThemeStanding(ScopedModel):
    """One theme of the non-school standards (ENG-NSAP-01): the provider's own view, or (with `authority`) what an authority found."""

    class Result(models.TextChoices):
        MET = "met", _("Met")
        PARTLY = "partly", _("Partly met")
        NOT_MET = "not_met", _("Not met")

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="themes")
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, null=True, related_name="+")
    theme = models.CharField(max_length=20, choices=tuple(THEME_LABELS.items()))
    result = models.CharField(max_length=8, choices=Result.choices)
    evidence = models.TextField(max_length=5_000, blank=True)
    assessed_on = models.DateField()
    expires_on = models.DateField(null=True)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-assessed_on", "-id"]
        indexes = [models.Index(fields=["provider", "theme"], name="provider_theme")]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return (Q(authority__isnull=True) & staff_or_own(access)) | own_authority(access) | Q(provider_id__in=sorted(access.provider_ids))

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return own_authority_policy(and_own=f"{OWN} or (authority_id is null and ({staff_condition()}))")


class Visit(ScopedModel):
    """An authority looks at a provider (NPT-AP-12, WIL-QA-01); the three areas are its `VisitArea` rows."""

    class Why(models.TextChoices):
        NEW = "new", _("A new provider is used")
        ROUTINE = "routine", _("It is time again")
        CONCERN = "concern", _("Somebody is worried")
        APPROVAL = "approval", _("It asks to be approved")

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="visits")
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    due_on = models.DateField(null=True)
    held_on = models.DateField(null=True)
    visitors = models.CharField(max_length=300, blank=True)
    next_due_on = models.DateField(null=True)
    approved_until = models.DateField(null=True)
    written_by = models.CharField(max_length=200, blank=True)
    planned_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = [models.F("held_on").desc(nulls_first=True), "-id"]
        indexes = [models.Index(fields=["authority", "held_on", "due_on"], name="provider_visit")]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return own_authority(access) | Q(provider_id__in=sorted(access.provider_ids), held_on__isnull=False)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return own_authority_policy(and_own=f"({OWN} and held_on is not null)")


class VisitArea(ScopedModel):
    """What was found in one of the three areas."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="areas")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    area = models.CharField(max_length=20, choices=tuple(AREA_LABELS.items()))
    result = models.CharField(max_length=8, choices=ThemeStanding.Result.choices)
    found = models.TextField(max_length=5_000, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "area"], name="one_result_for_each_area")]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return own_authority(access) | Q(provider_id__in=sorted(access.provider_ids))

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return own_authority_policy(and_own=OWN)


class VisitAction(ScopedModel):
    """Something to put right after a visit: who, by when, and that it was done."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="actions")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    area = models.CharField(max_length=20, choices=tuple(AREA_LABELS.items()))
    action = models.CharField(max_length=500)
    owner = models.CharField(max_length=150)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    done_note = models.CharField(max_length=500, blank=True)
    done_by = models.CharField(max_length=200, blank=True)
    closed_on = models.DateField(null=True)  # the authority saw that it is done
    closed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["due_on", "id"]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return own_authority(access) | Q(provider_id__in=sorted(access.provider_ids))

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return own_authority_policy(and_own=OWN)
