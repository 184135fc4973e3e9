from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "pastoral.foundation.questions"
    label = "questions"
