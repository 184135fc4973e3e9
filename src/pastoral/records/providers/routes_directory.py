"""Addresses of the directory itself: search, compare, one provider, its profile, and imports of a council's table."""

from __future__ import annotations

from django.urls import path

from .views import editing, importing, own, reading, searching

urlpatterns = [
    path("", searching.listing, name="providers"),
    path("compare/", searching.compare, name="providers-compare"),
    path("add/", editing.add, name="provider-add"),
    path("changes/", editing.changes, name="provider-changes"),
    path("changes/<int:change_id>/", editing.change, name="provider-change"),
    path("imports/", importing.listing, name="provider-imports"),
    path("imports/add/", importing.upload, name="provider-import-add"),
    path("imports/<int:batch_id>/", importing.one, name="provider-import"),
    path("imports/<int:batch_id>/columns/", importing.columns, name="provider-import-map"),
    path("imports/<int:batch_id>/rows/<int:row_id>/", importing.question, name="provider-import-question"),
    path("imports/<int:batch_id>/commit/", importing.commit, name="provider-import-commit"),
    path("imports/<int:batch_id>/abandon/", importing.abandon, name="provider-import-abandon"),
    path("imports/<int:batch_id>/undo/", importing.undo, name="provider-import-undo"),
    path("mine/", own.mine, name="provider-own-profile"),
    path("mine/edit/", own.edit, name="provider-own-edit"),
    path("mine/places/", own.places, name="provider-own-places"),
    path("mine/language/", own.letter_language, name="provider-own-language"),
    path("mine/sites/add/", own.site_add, name="provider-own-site-add"),
    path("mine/sites/<int:site_id>/close/", own.site_close, name="provider-own-site-close"),
    path("mine/changes/<int:change_id>/take-back/", own.take_back, name="provider-own-take-back"),
    path("<int:provider_id>/", reading.one, name="provider"),
    path("<int:provider_id>/edit/", editing.edit, name="provider-edit"),
    path("<int:provider_id>/sites/add/", editing.site_add, name="provider-site-add"),
    path("<int:provider_id>/sites/<int:site_id>/", editing.site_edit, name="provider-site"),
    path("<int:provider_id>/sites/<int:site_id>/close/", editing.site_close, name="provider-site-close"),
]
