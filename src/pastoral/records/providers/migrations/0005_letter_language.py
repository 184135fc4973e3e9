from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0004_assurance"),
    ]

    operations = [
        migrations.AddField(
            model_name="provider",
            name="letter_language",
            field=models.CharField(blank=True, choices=[("en-gb", "English"), ("cy", "Welsh and English")], default="", max_length=5),
            preserve_default=False,
        ),
    ]
