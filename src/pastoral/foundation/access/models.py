"""The two bases that gates 2 and 3 stand on."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from .scope import ScopedManager
from .value import Access
from .writing import require_recording


class ScopedModel(models.Model):
    """A table whose rows are visible to some and not to others. Each model says to whom, in `scope_q`."""

    objects = ScopedManager()
    is_scoped_model = True

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        raise NotImplementedError(f"{cls.__name__} must say who may see it")

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        require_recording(type(self))
        super().save_base(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        require_recording(type(self))
        return super().delete(*args, **kwargs)


class PupilScoped(ScopedModel):
    """A table with a pupil's data. The three columns are what row security reads; `scope_of(pupil)` fills them.

    A composite foreign key (see `row_security.py`) keeps authority and home school equal to the pupil's own, also when
    the pupil moves.
    """

    pupil = models.ForeignKey("pupils.Pupil", models.PROTECT)
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    school = models.ForeignKey("organisations.School", models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        return pupil_scope_q(access)


class PlacementScoped(PupilScoped):
    """A table about a placement that its provider reads and writes too: the only rows about a child that a provider meets.

    What a provider sees is what was shared (ADR 0008), so it is kept in tables of its own, never read from the child's record.
    """

    pupil = models.ForeignKey("pupils.Pupil", models.PROTECT, related_name="placement_%(class)s_set")
    placement = models.ForeignKey("placements.Placement", models.CASCADE)

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        reach = super().scope_q(access)
        return reach | Q(placement_id__in=sorted(access.placement_ids)) if access.placement_ids else reach


class ProviderScoped(PupilScoped):
    """A table about a child from before there is a placement, of which one provider is asked: a referral without a name."""

    pupil = models.ForeignKey("pupils.Pupil", models.PROTECT, related_name="placement_%(class)s_set")
    provider = models.ForeignKey("providers.Provider", models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, access: Access) -> Q:
        reach = super().scope_q(access)
        return reach | Q(provider_id__in=sorted(access.provider_ids)) if access.provider_ids else reach


def pupil_scope_q(access: Access, prefix: str = "", pupil: str = "pupil_id") -> Q:
    """Rows of the pupils that `access` reaches: by authority, by home school, or named. Nothing set: no rows."""
    reach = [
        Q(**{f"{prefix}{column}__in": sorted(ids)})
        for column, ids in (
            ("authority_id", access.authority_ids),
            ("school_id", access.school_ids),
            (pupil, access.pupil_ids),
        )
        if ids
    ]
    if not reach:
        return Q(pk__in=[])
    found = reach[0]
    for more in reach[1:]:
        found |= more
    return found


def scope_of(pupil: Any) -> dict[str, Any]:
    """The three scope columns for a row about `pupil`: `Plan(**scope_of(pupil), ...)`."""
    return {"pupil_id": pupil.pk, "authority_id": pupil.authority_id, "school_id": pupil.school_id}
