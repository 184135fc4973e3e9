from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("drafts/", views.draft_save, name="draft-save"),
    path("drafts/drop/", views.draft_drop, name="draft-drop"),
]
