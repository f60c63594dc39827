import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Diary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("on", models.DateField(unique=True, verbose_name="day")),
                (
                    "kind",
                    models.CharField(
                        choices=[("holiday", "public holiday"), ("make_up", "make-up working day")],
                        default="holiday",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
            ],
            options={
                "verbose_name": "holiday",
                "verbose_name_plural": "holidays and make-up days",
                "ordering": ["on"],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("set_up_minutes", models.PositiveSmallIntegerField(default=0)),
                ("clear_up_minutes", models.PositiveSmallIntegerField(default=0)),
                ("source", models.CharField(max_length=20)),
                ("source_id", models.BigIntegerField()),
                (
                    "diary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="commitments", to="timetable.diary"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["diary", "starts_at", "ends_at"], name="timetable_c_diary_i_14dfc2_idx"),
                    models.Index(fields=["source", "source_id"], name="timetable_c_source_4b1850_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="commitment_has_length"
                    ),
                    models.UniqueConstraint(
                        fields=("diary", "source", "source_id", "starts_at"), name="one_commitment_a_source_and_start"
                    ),
                ],
            },
        ),
    ]
