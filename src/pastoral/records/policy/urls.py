from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.policy_page, name="policy"),
    path("changes/", views.policy_changes, name="policy-changes"),
]
