from __future__ import annotations

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [path("files/<int:file_id>/", views.file_page, name="file")]
