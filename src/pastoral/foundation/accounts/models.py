"""People who may sign in, what they are members of, the children they are named for, invitations and signed links.

Nothing here is a child's record, so row security does not apply; what points at a child holds only its key.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access.roles import ROLES, Role

ROLE_CHOICES = [(role.value, ROLES[role].title) for role in Role if role not in (Role.LINK, Role.SYSTEM)]


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, *, name: str, password: str | None = None, **more: object) -> User:
        user = User(email=self.normalize_email(email).lower(), name=name, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account. Accounts begin with an invitation."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(max_length=150)
    language = models.CharField(max_length=5, choices=[("en-gb", _("English")), ("cy", _("Welsh"))], default="en-gb")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    demo_persona = models.CharField(max_length=40, blank=True)
    wants_digest = models.BooleanField(default=True)  # the morning's message about what they owe
    digest_at = models.DateTimeField(null=True)  # the last one
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("demo_persona", condition=~models.Q(demo_persona=""), name="one_user_per_persona")
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in an authority or a school, with dates. `post` is the local title."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=30, choices=ROLE_CHOICES)
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, null=True, related_name="+")
    school = models.ForeignKey("organisations.School", models.PROTECT, null=True, related_name="+")
    provider = models.ForeignKey("providers.Provider", models.PROTECT, null=True, related_name="+")
    agency = models.CharField(max_length=120, blank=True)
    post = models.CharField(max_length=120, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user"], name="membership_user")]


class PupilGrant(models.Model):
    """A person is named for one child: their parent, their teacher, the professional who works with them, the child."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    pupil = models.ForeignKey("pupils.Pupil", models.CASCADE, related_name="+")
    role = models.CharField(max_length=30, choices=ROLE_CHOICES)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "pupil", "role"], condition=models.Q(until__isnull=True), name="one_open_grant"
            )
        ]


class PlacementGrant(models.Model):
    """A placement was shared with its provider: all of its people see what was shared, from the first day until the last."""

    provider = models.ForeignKey("providers.Provider", models.PROTECT, related_name="+")
    placement = models.ForeignKey("placements.Placement", models.CASCADE, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "placement"], condition=models.Q(until__isnull=True), name="one_open_placement_grant"
            )
        ]
        indexes = [models.Index(fields=["provider", "since"], name="placement_grant_provider")]


class Invitation(models.Model):
    """An invitation to open an account; the token is kept only as a hash."""

    email = models.EmailField()
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=30, choices=ROLE_CHOICES)
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, null=True, related_name="+")
    school = models.ForeignKey("organisations.School", models.PROTECT, null=True, related_name="+")
    pupil = models.ForeignKey("pupils.Pupil", models.CASCADE, null=True, related_name="+")
    provider = models.ForeignKey("providers.Provider", models.CASCADE, null=True, related_name="+")
    agency = models.CharField(max_length=120, blank=True)
    post = models.CharField(max_length=120, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class SignedLink(models.Model):
    """A way in for a person without an account: one purpose, one record, an end, and never a session.

    `single_use` links are spent by their deed (a signature, an answer), not by being opened: mail scanners open links.
    """

    purpose = models.CharField(max_length=40)  # "contribute", "sign", "reply", "declare", "register"
    subject_id = models.BigIntegerField()  # the contribution, signature or attendee it is for
    token_hash = models.CharField(max_length=64, unique=True)
    # About one child of a school, or about a provider and then about no child by itself.
    pupil = models.ForeignKey("pupils.Pupil", models.CASCADE, null=True, related_name="+")
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, null=True, related_name="+")
    school = models.ForeignKey("organisations.School", models.PROTECT, null=True, related_name="+")
    provider = models.ForeignKey("providers.Provider", models.CASCADE, null=True, related_name="+")
    person = models.CharField(max_length=150)
    language = models.CharField(max_length=5, default="en-gb")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject_id"], name="link_subject")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pupil__isnull=False, authority__isnull=False, school__isnull=False)
                | models.Q(provider__isnull=False),
                name="link_is_about_somebody",
            )
        ]


class SupportSession(models.Model):
    """Support staff may look at one authority for a short time, with a reason; the authority sees each one."""

    user = models.ForeignKey(User, models.PROTECT, related_name="support_sessions")
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    reason = models.TextField()
    began_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Cover(models.Model):
    """While `away` is away, what they owe is shown to `covered_by` as well."""

    away = models.ForeignKey(User, models.CASCADE, related_name="covers")
    covered_by = models.ForeignKey(User, models.CASCADE, related_name="covering")
    since = models.DateField()
    until = models.DateField()
