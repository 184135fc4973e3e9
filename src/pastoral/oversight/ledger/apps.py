from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "pastoral.oversight.ledger"
    label = "ledger"
