from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timetables", "0001_initial")]

    operations = [
        migrations.AddField("timetable", "hours_a_week", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
        migrations.AddField("timetable", "adults_missing", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("timetable", "limit_on", models.DateField(null=True)),
    ]
