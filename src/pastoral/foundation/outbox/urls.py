from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("messages/failed/", views.failed_list, name="failed-messages"),
    path("messages/<int:message_id>/try-again/", views.try_again, name="message-try-again"),
    path("messages/<int:message_id>/dealt-with/", views.deal_with, name="message-dealt-with"),
    path("demo/mail/", views.demo_mail, name="demo-mail"),
    path("demo/mail/<slug:name>/", views.demo_message, name="demo-message"),
    path("demo/mail/<slug:name>/<int:number>/", views.demo_attachment, name="demo-attachment"),
]
