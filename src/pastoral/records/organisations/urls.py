from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("schools/", views.schools, name="schools"),
    path("calendar/<str:kind>/<int:key>/", views.calendar, name="calendar"),
    path("calendar/<str:kind>/<int:key>/terms/add/", views.term, name="term-add"),
    path("calendar/<str:kind>/<int:key>/terms/<int:term_id>/", views.term, name="term"),
    path("calendar/<str:kind>/<int:key>/terms/<int:term_id>/remove/", views.term_remove, name="term-remove"),
    path("calendar/<str:kind>/<int:key>/closed/add/", views.closed, name="closed-add"),
    path("calendar/<str:kind>/<int:key>/closed/<int:day_id>/remove/", views.closed_remove, name="closed-remove"),
]
