"""/pupils/: the list, one pupil, contacts, needs, care, imports."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import import_views as imports
from . import views

urlpatterns: list[URLPattern] = [
    path("", views.listing, name="pupils"),
    path("add/", views.add, name="pupil-add"),
    path("imports/", imports.listing, name="imports"),
    path("imports/add/", imports.upload, name="import-add"),
    path("imports/<int:batch_id>/", imports.one, name="import"),
    path("imports/<int:batch_id>/rows/<int:row_id>/", imports.question, name="import-question"),
    path("imports/<int:batch_id>/commit/", imports.commit, name="import-commit"),
    path("imports/<int:batch_id>/abandon/", imports.abandon, name="import-abandon"),
    path("imports/<int:batch_id>/undo/", imports.undo, name="import-undo"),
    path("<int:pupil_id>/", views.one, name="pupil"),
    path("<int:pupil_id>/edit/", views.edit, name="pupil-edit"),
    path("<int:pupil_id>/contacts/add/", views.contact, name="contact-add"),
    path("<int:pupil_id>/contacts/<int:contact_id>/", views.contact, name="contact-edit"),
    path("<int:pupil_id>/contacts/<int:contact_id>/end/", views.contact_end, name="contact-end"),
    path("<int:pupil_id>/needs/add/", views.dated, {"kind": "need"}, name="need-add"),
    path("<int:pupil_id>/needs/<int:row_id>/", views.dated, {"kind": "need"}, name="need-edit"),
    path("<int:pupil_id>/care/add/", views.dated, {"kind": "care"}, name="care-add"),
    path("<int:pupil_id>/care/<int:row_id>/", views.dated, {"kind": "care"}, name="care-edit"),
]
