import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SCOPE = [
    ("authority", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.authority")),
    ("pupil", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="pupils.pupil")),
    ("school", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.school")),
]
KEY = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
CONTACT = models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="pupils.contact")


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("organisations", "0001_initial"),
        ("outbox", "0001_initial"),
        ("pupils", "0001_initial"),
        ("timetables", "0004_grids"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("consent", "contact", CONTACT),
        migrations.AddField("consent", "unlisted_why", models.CharField(blank=True, max_length=500)),
        migrations.AddField("consent", "typed", models.CharField(blank=True, max_length=150)),
        migrations.AddField("consent", "drawn", models.TextField(blank=True, max_length=60000)),
        migrations.AddField("consent", "heard_by", models.CharField(blank=True, max_length=150)),
        migrations.AddField(
            "consent", "paper",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"),
        ),
        migrations.AlterField(
            "consent", "state",
            models.CharField(
                choices=[("agreed", "Agrees"), ("refused", "Does not agree"), ("withdrawn", "No longer agrees")], max_length=10
            ),
        ),
        migrations.AlterField(
            "consent", "how",
            models.CharField(
                choices=[
                    ("pastoral", "In Pastoral"), ("link", "By link"), ("screen", "On the shared screen"), ("paper", "On paper"),
                    ("in_person", "In person"), ("telephone", "By telephone"),
                ],
                default="in_person", max_length=10,
            ),
        ),
        migrations.AlterField("objection", "said", models.TextField(blank=True, max_length=5000)),
        migrations.AddField("objection", "contact", CONTACT),
        migrations.AddField(
            "objection", "user",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField("objection", "read_at", models.DateTimeField(null=True)),
        migrations.AddField("objection", "read_by", models.CharField(blank=True, max_length=200)),
        migrations.CreateModel(
            name="Words",
            fields=[
                KEY,
                ("seal", models.CharField(max_length=64)),
                ("start_on", models.DateField(null=True)),
                ("end_on", models.DateField(null=True)),
                ("hours", models.DecimalField(decimal_places=2, max_digits=5)),
                ("weeks", models.PositiveSmallIntegerField()),
                ("periods", models.JSONField(default=list)),
                ("cells", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                *SCOPE,
                (
                    "timetable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="timetables.timetable"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="Ask",
            fields=[
                KEY,
                ("name", models.CharField(max_length=150)),
                ("language", models.CharField(default="en-gb", max_length=5)),
                ("seal", models.CharField(max_length=64)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("asked_by", models.CharField(max_length=200)),
                ("until", models.DateTimeField()),
                ("reads", models.BooleanField(default=False)),
                *SCOPE,
                ("contact", CONTACT),
                (
                    "answer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="timetables.consent"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="outbox.outboundmessage"
                    ),
                ),
                (
                    "timetable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asks", to="timetables.timetable"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.AddConstraint(
            model_name="words",
            constraint=models.UniqueConstraint(fields=("timetable", "seal"), name="one_record_of_words"),
        ),
    ]
