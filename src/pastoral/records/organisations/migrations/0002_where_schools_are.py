from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]

    operations = [
        migrations.AddField("school", "easting", models.PositiveIntegerField(null=True)),
        migrations.AddField("school", "northing", models.PositiveIntegerField(null=True)),
    ]
