"""Addresses of a provider's assurance; the directory's own are beside them."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import declaring, doing, reading

urlpatterns: list[URLPattern] = [
    path("assurance/", reading.every, name="assurance"),
    path("<int:provider_id>/assurance/", reading.one, name="provider-assurance"),
    path("<int:provider_id>/assurance/begin/", doing.begin, name="provider-begin"),
    path("<int:provider_id>/assurance/status/<slug:move>/", doing.move, name="provider-standing"),
    path("<int:provider_id>/assurance/ask/", declaring.ask, name="declaration-ask"),
    path("<int:provider_id>/assurance/paper/", declaring.paper, name="declaration-paper"),
    path("<int:provider_id>/assurance/add/", doing.item, name="provider-item"),
    path("<int:provider_id>/assurance/themes/", doing.themes_page, name="provider-themes"),
    path("<int:provider_id>/assurance/visit/", doing.plan_visit, name="provider-visit-plan"),
    path("assurance/items/<int:item_id>/", doing.check_item, name="provider-item-check"),
    path("assurance/files/<int:file_id>/", reading.file, name="provider-file"),
    path("assurance/visits/<int:visit_id>/", doing.visit, name="provider-visit"),
    path("assurance/visits/<int:visit_id>/write/", doing.write_up, name="provider-visit-write"),
    path("assurance/visits/<int:visit_id>/action/", doing.add_action, name="provider-visit-action"),
    path("assurance/actions/<int:action_id>/close/", doing.close_action, name="provider-action-close"),
    path("assurance/declarations/<int:declaration_id>/", declaring.one, name="declaration"),
    path("assurance/declarations/<int:declaration_id>/second/", declaring.second, name="declaration-second"),
    path("assurance/declarations/<int:declaration_id>/send/", declaring.send_on, name="declaration-send"),
    path("assurance/declarations/<int:declaration_id>/print/", declaring.printed, name="declaration-print"),
    path("l/<str:token>/declare/", declaring.link_declare, name="link-declare"),
    path("own/assurance/", doing.own, name="own-assurance"),
    path("own/assurance/declare/", declaring.own, name="own-declare"),
    path("own/assurance/add/", doing.own_item, name="own-item"),
    path("own/assurance/themes/", doing.own_themes, name="own-themes"),
    path("own/assurance/actions/<int:action_id>/", doing.own_action, name="own-action"),
]
