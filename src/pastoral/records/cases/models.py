"""Who is involved with a pupil, notes, and one timeline of everything."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.models import PupilScoped, pupil_scope_q
from pastoral.foundation.access.roles import Permission, Role
from pastoral.foundation.access.value import Access


class Involvement(PupilScoped):
    """A person is involved with a pupil as something. With an account (`user`) they are named for the child; without, not."""

    class As(models.TextChoices):
        CLASS_TEACHER = "class_teacher", _("Class teacher")
        KEY_ADULT = "key_adult", _("Key adult")
        PASTORAL_LEAD = "pastoral_lead", _("Pastoral lead")
        ALNCO = "alnco", _("ALNCo")
        EWO = "ewo", _("Education welfare officer")
        SOCIAL_WORKER = "social_worker", _("Social worker")
        PROFESSIONAL = "professional", _("Agency professional")
        PROVIDER = "provider", _("Alternative provider")
        PARENT = "parent", _("Parent or carer")
        CHOSEN_ADULT = "chosen_adult", _("Adult chosen by the child")
        CHILD = "child", _("The child")

    name = models.CharField(max_length=150)
    involved_as = models.CharField(max_length=20, choices=As.choices)
    agency = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ["involved_as", "name"]
        indexes = [models.Index(fields=["user"], name="involvement_user")]


class Note(PupilScoped):
    """A note about a pupil. Restricted: only the safeguarding circle. Staff: not the family or the child. Shared: everyone named."""

    class Level(models.TextChoices):
        SHARED = "shared", _("Everyone who works with the child, and the family")
        STAFF = "staff", _("Staff only, not the family")
        RESTRICTED = "restricted", _("Safeguarding: restricted")

    text = models.TextField(max_length=10_000)
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.STAFF)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    written_by_name = models.CharField(max_length=200)
    written_at = models.DateTimeField(auto_now_add=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField(max_length=300, blank=True)  # why it was replaced

    class Meta:
        ordering = ["-written_at"]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return pupil_scope_q(access) & level_q(access)


class TimelineEntry(PupilScoped):
    """One line of the pupil's timeline. `params` fills the sentence of `code`; no free text about the child but in notes."""

    at = models.DateTimeField()
    code = models.CharField(max_length=60)  # what happened: a key of cases.timeline.SENTENCES
    params = models.JSONField(default=dict)
    actor = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=10, choices=Note.Level.choices, default=Note.Level.SHARED)
    link_name = models.CharField(max_length=60, blank=True)  # URL name and key of the page it leads to
    link_key = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["pupil", "-at"], name="timeline_pupil")]
        ordering = ["-at", "-id"]

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return pupil_scope_q(access) & level_q(access)


def level_q(access: Access) -> Q:
    """Which levels `access` may read. Restricted needs the permission; family, child and links read shared ones only.

    A provider reads none: it sees what was shared with it, and the child's story at school was not.
    """
    if access.roles == {Role.PROVIDER}:
        return Q(level__in=[])
    levels = [Note.Level.SHARED]
    if access.roles - {Role.PARENT, Role.YOUNG_PERSON, Role.LINK, Role.PROVIDER}:
        levels.append(Note.Level.STAFF)
    if access.may(Permission.SEE_RESTRICTED_NOTES):
        levels.append(Note.Level.RESTRICTED)
    return Q(level__in=levels)
