from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.owed_page, name="findings"),
    path("<int:finding_id>/", views.finding_page, name="finding"),
]
