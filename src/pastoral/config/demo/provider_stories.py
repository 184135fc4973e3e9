"""The demo's providers of alternative provision, and what is told of the children who are taught there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.providers.models import Listing, Provider, Site

if TYPE_CHECKING:
    from .load import Demo


def hafan(demo: Demo) -> Provider:
    """The provider that two of the cast work for, approved by the demo's own authority."""
    with (
        entered(Access.system(authority_id=demo.authority.pk, doing="demo")) as access,
        recording("provider.added", by=access) as record,
    ):
        row = Provider(
            name="Hafan Workshop", registration=Provider.Registration.NOT_APPLICABLE, email="hafan@demo.invalid", least_age=11,
            most_age=16, all_districts=True, kinds=["alternative_provision"], modes=["face_to_face"], phases=["secondary"],
            place_types=["short_term", "at_risk"], languages=["en", "cy"], places=24, places_free=5, places_said_on=demo.today,
            about="Motor vehicle, construction and catering in small groups, with English and maths each morning.",
            contact_names="Bethan Howells", telephone="01639 000 200", is_demo=True,
        )  # fmt: skip
        row.save()
        Site(provider=row, name="Hafan Workshop", address="Unit 4, Quay Road, Glanafon", postcode="SA11 3QX").save()
        Site(
            provider=row,
            name="Hafan Garden",
            kind=Site.Kind.SATELLITE,
            address="The Walled Garden, Parc Hafan, Glanafon",
            postcode="SA11 3QX",
        ).save()
        Listing(authority=demo.authority, provider=row, status=Listing.Status.APPROVED, on_quality_list=True).save()
        record.about(row)
    return row
