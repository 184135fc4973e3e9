import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0001_initial'),
        ('pupils', '0001_initial'),
        ('timetables', '0005_asking'),
    ]

    operations = [
        migrations.CreateModel(
            name='Manifest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seal', models.CharField(max_length=64)),
                ('items', models.JSONField(default=list)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.CharField(max_length=200)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.authority')),
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='manifest', to='timetables.notice')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='pupils.pupil')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.school')),
                ('timetable', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='manifests', to='timetables.timetable')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
    ]
