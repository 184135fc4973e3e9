import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0002_where_schools_are'),
        ('providers', '0005_letter_language'),
    ]

    operations = [
        migrations.AddField(
            model_name='dateditem',
            name='received_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.school'),
        ),
    ]
