import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0001_initial'),
        ('pupils', '0001_initial'),
        ('timetables', '0003_audit'),
    ]

    operations = [
        migrations.AddField(
            model_name='timetable',
            name='first_week',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='timetable',
            name='holidays_count',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='Grid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('in_force_from', models.DateField(null=True)),
                ('weeks', models.PositiveSmallIntegerField(default=1)),
                ('first_week', models.DateField(null=True)),
                ('holidays_count', models.BooleanField(default=False)),
                ('periods', models.JSONField(default=list)),
                ('cells', models.JSONField(default=dict)),
                ('by_name', models.CharField(max_length=200)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.authority')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='pupils.pupil')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.school')),
                ('step', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='grids', to='timetables.step')),
                ('timetable', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grids', to='timetables.timetable')),
            ],
            options={
                'ordering': ['in_force_from', 'id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('step__isnull', False), ('in_force_from__isnull', False), _connector='OR'), name='grid_in_force_or_prepared'),
                    models.UniqueConstraint(fields=('step',), name='one_grid_a_step'),
                ],
            },
        ),
    ]
