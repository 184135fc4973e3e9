import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0002_where_schools_are'),
        ('placements', '0006_before_the_start'),
        ('providers', '0004_assurance'),
        ('pupils', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='direction',
            name='notice_words',
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name='DirectionNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.JSONField()),
                ('seal', models.CharField(max_length=64)),
                ('given_on', models.DateField()),
                ('sent_at', models.DateTimeField(auto_now_add=True)),
                ('sent_by', models.CharField(max_length=200)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.authority')),
                ('direction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='placements.direction')),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='direction_notices', to='placements.placement')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='providers.provider')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placement_%(class)s_set', to='pupils.pupil')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.school')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('direction',), name='direction_notice_current')],
            },
        ),
    ]
