from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "pastoral.casework.placements"
    label = "placements"
