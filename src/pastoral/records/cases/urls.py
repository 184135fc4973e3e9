"""/pupils/<id>/people/, notes/, timeline/ and who-looked/."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("pupils/<int:pupil_id>/timeline/", views.timeline_page, name="pupil-timeline"),
    path("pupils/<int:pupil_id>/people/", views.people_page, name="pupil-people"),
    path("pupils/<int:pupil_id>/people/add/", views.add_person, name="pupil-people-add"),
    path("pupils/<int:pupil_id>/people/<int:involvement_id>/end/", views.end_person, name="pupil-people-end"),
    path("pupils/<int:pupil_id>/notes/", views.notes_page, name="pupil-notes"),
    path("pupils/<int:pupil_id>/notes/add/", views.add_note, name="pupil-notes-add"),
    path("pupils/<int:pupil_id>/notes/<int:note_id>/correct/", views.correct_note, name="pupil-notes-correct"),
    path("pupils/<int:pupil_id>/who-looked/", views.who_looked_page, name="pupil-who-looked"),
]
