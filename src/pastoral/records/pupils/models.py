"""The pupil: a person with dated facts. The only table whose own key is what row security calls P."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PupilScoped, ScopedModel, pupil_scope_q
from pastoral.foundation.access.row_security import reach_condition
from pastoral.foundation.access.value import Access


class Sex(models.TextChoices):
    FEMALE = "F", _("Female")
    MALE = "M", _("Male")
    UNKNOWN = "U", _("Not recorded")


class Language(models.TextChoices):
    ENGLISH = "en-gb", _("English")
    WELSH = "cy", _("Welsh")
    BOTH = "both", _("Welsh and English")


class Pupil(ScopedModel):
    """A child or young person on a school's roll. `school` is the home school now; `authority` is that school's."""

    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="pupils")
    school = models.ForeignKey("organisations.School", models.PROTECT, related_name="pupils")
    upn = models.CharField(max_length=13, blank=True)
    surname = models.CharField(max_length=100)
    forename = models.CharField(max_length=100)
    middle_names = models.CharField(max_length=100, blank=True)
    preferred_name = models.CharField(max_length=100, blank=True)
    date_of_birth = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    year_group = models.CharField(
        max_length=4, blank=True
    )  # "R", "1" to "13"; blank: worked out from the date of birth
    registration_group = models.CharField(max_length=20, blank=True)
    ethnicity = models.CharField(max_length=10, blank=True)
    first_language = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.ENGLISH)
    free_school_meals = models.BooleanField(default=False)
    disabled = models.BooleanField(null=True)  # Equality Act 2010; null: not recorded (NPT-PSP-24)
    travel_assistance = models.BooleanField(default=False)
    address_line_1 = models.CharField(max_length=120, blank=True)
    address_line_2 = models.CharField(max_length=120, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    left_on = models.DateField(null=True, blank=True)
    # Folded names, for search and likely duplicates. No index of its own: under row security PostgreSQL filters an
    # authority's pupils first, and matching text within those takes a few milliseconds.
    search_name = models.CharField(max_length=320)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("upn", "authority", condition=~Q(upn=""), name="pupil_upn"),
            models.UniqueConstraint(
                fields=["id", "authority", "school"], name="pupil_scope"
            ),  # what row scope refers to
        ]
        indexes = [
            models.Index(fields=["school", "surname", "forename"], name="pupil_school_name"),
            models.Index(fields=["authority", "surname", "forename"], name="pupil_authority_name"),
            models.Index(fields=["date_of_birth"], name="pupil_dob"),
        ]

    def __str__(self) -> str:
        return self.known_as

    @property
    def known_as(self) -> str:
        return f"{self.preferred_name or self.forename} {self.surname}"

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return pupil_scope_q(access, pupil="id")

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        return reach_condition("id"), reach_condition("id")


class FormerUpn(PupilScoped):
    upn = models.CharField(max_length=13)
    noted_on = models.DateField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pupil", "upn"], name="former_upn_once")]
        indexes = [models.Index(fields=["upn"], name="former_upn")]


class Enrolment(PupilScoped):
    """On the roll of a school, with dates: single, main dual or subsidiary dual."""

    class Status(models.TextChoices):
        SINGLE = "C", _("Single registration")
        MAIN = "M", _("Main of two schools")
        SUBSIDIARY = "S", _("Second of two schools")

    at_school = models.ForeignKey("organisations.School", models.PROTECT, related_name="+")
    status = models.CharField(max_length=1, choices=Status.choices, default=Status.SINGLE)
    since = models.DateField(null=True)
    until = models.DateField(null=True, blank=True)


class Contact(PupilScoped):
    """A parent, carer or other adult for the child: who may agree, in which language, and how to reach them."""

    class Relationship(models.TextChoices):
        MOTHER = "mother", _("Mother")
        FATHER = "father", _("Father")
        STEP_PARENT = "step_parent", _("Step-parent")
        GRANDPARENT = "grandparent", _("Grandparent")
        FOSTER_CARER = "foster_carer", _("Foster carer")
        GUARDIAN = "guardian", _("Guardian")
        SOCIAL_WORKER = "social_worker", _("Social worker")
        OTHER = "other", _("Other")

    class Reach(models.TextChoices):
        EMAIL = "email", _("E-mail")
        TELEPHONE = "telephone", _("Telephone")
        LETTER = "letter", _("Letter")
        IN_PERSON = "in_person", _("In person")

    name = models.CharField(max_length=150)
    relationship = models.CharField(max_length=20, choices=Relationship.choices, default=Relationship.OTHER)
    parental_responsibility = models.BooleanField(default=False)
    delegated_authority = models.BooleanField(default=False)  # foster carer may consent (1.1)
    lives_with_child = models.BooleanField(default=False)
    may_be_contacted = models.BooleanField(default=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.ENGLISH)  # WAL-CY-03
    language_asked_on = models.DateField(null=True, blank=True)
    reach_by = models.CharField(max_length=10, choices=Reach.choices, default=Reach.EMAIL)
    interpreter = models.CharField(max_length=60, blank=True)
    user = models.ForeignKey("accounts.User", models.SET_NULL, null=True, blank=True, related_name="+")
    priority = models.PositiveSmallIntegerField(default=1)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["priority", "id"]


class Need(PupilScoped):
    """An additional learning need or plan, with dates."""

    class Kind(models.TextChoices):
        SCHOOL_IDP = "school_idp", _("School IDP")
        LA_IDP = "la_idp", _("Local authority IDP")
        SEN_SUPPORT = "sen_support", _("SEN support")
        EHCP = "ehcp", _("EHCP")
        HEALTHCARE_PLAN = "ihp", _("Individual healthcare plan")

    kind = models.CharField(max_length=15, choices=Kind.choices)
    detail = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)


class CareStatus(PupilScoped):
    """Care and protection, with dates; who the social worker is stands among the contacts."""

    class Kind(models.TextChoices):
        LOOKED_AFTER = "cla", _("Looked after (CLA)")
        PREVIOUSLY_LOOKED_AFTER = "pcla", _("Previously looked after")
        CHILD_PROTECTION = "cp", _("On the child protection register")
        CARE_AND_SUPPORT = "cs", _("Care and support plan")
        CHILD_IN_NEED = "cin", _("Child in need")

    kind = models.CharField(max_length=5, choices=Kind.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)


class PupilImport(ScopedModel):
    """One file of pupils for one school: read, previewed, committed, and if wrong undone as a whole."""

    class Status(models.TextChoices):
        PREVIEW = "preview", _("Waiting for you to check")
        COMMITTED = "committed", _("Imported")
        UNDONE = "undone", _("Undone")
        ABANDONED = "abandoned", _("Not imported")

    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    school = models.ForeignKey("organisations.School", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    file_kind = models.CharField(max_length=10)  # "ctf" or "csv"
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PREVIEW)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return Q(authority_id__in=access.authority_ids) | Q(school_id__in=access.school_ids)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        condition = reach_condition("-1")
        return condition, condition


class ImportRow(ScopedModel):
    """One pupil of a file: what was read, what is wrong, what it matches, what was decided and what was there before."""

    class Outcome(models.TextChoices):
        CREATE = "create", _("New pupil")
        UPDATE = "update", _("Changes a pupil we have")
        UNCHANGED = "unchanged", _("No change")
        QUESTION = "question", _("We need your answer")
        REJECTED = "rejected", _("Cannot be imported")
        SKIPPED = "skipped", _("Left out by you")

    batch = models.ForeignKey(PupilImport, models.CASCADE, related_name="rows")
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    school = models.ForeignKey("organisations.School", models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()  # the line of the CSV file, or the place of the pupil in the CTF
    values = models.JSONField()
    problems = models.JSONField(default=list)  # [{"field", "reason", "fatal"}]
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    match = models.ForeignKey(Pupil, models.SET_NULL, null=True, related_name="+")
    match_reason = models.CharField(max_length=60, blank=True)
    pupil = models.ForeignKey(Pupil, models.SET_NULL, null=True, related_name="+")
    before = models.JSONField(null=True)  # the pupil's values before this import, for undo

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="import_row_once")]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return Q(authority_id__in=access.authority_ids) | Q(school_id__in=access.school_ids)

    @classmethod
    def row_policy(cls) -> tuple[str, str]:
        condition = reach_condition("-1")
        return condition, condition
