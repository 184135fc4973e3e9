from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "pastoral.foundation.accounts"
    label = "accounts"
