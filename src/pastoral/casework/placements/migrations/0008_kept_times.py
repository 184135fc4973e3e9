from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('placements', '0007_notice_for_the_provider'),
    ]

    operations = [
        migrations.AddField(
            model_name='concern',
            name='head_told_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='elsewhere',
            name='at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='elsewhere',
            name='by_name',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='elsewhere',
            name='since',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='elsewhere',
            name='until',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='jointreview',
            name='present',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='session',
            name='at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='session',
            name='by_name',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddConstraint(
            model_name='elsewhere',
            constraint=models.CheckConstraint(condition=models.Q(('since__isnull', True), ('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='elsewhere_until_after_since'),
        ),
    ]
