from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.owed_page, name="findings"),
    path("<int:finding_id>/", views.finding_page, name="finding"),
    path("<int:finding_id>/accept/", views.ease_page, name="finding-ease"),
    path("<int:finding_id>/accept/take-back/", views.take_back, name="finding-take-back"),
    path("of/<str:subject_type>/<int:subject_id>/", views.findings_of, name="findings-of"),
]
