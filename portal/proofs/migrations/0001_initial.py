import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProofTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=64)),
                ("tried_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["source", "tried_at"], name="proofs_proo_source_ea6d5d_idx")],
            },
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16, unique=True, verbose_name="number")),
                ("kind", models.CharField(max_length=30, verbose_name="kind")),
                ("subject", models.CharField(max_length=60)),
                (
                    "organisation_id",
                    models.PositiveBigIntegerField(blank=True, db_index=True, null=True, verbose_name="organisation"),
                ),
                ("content", models.JSONField()),
                ("seal", models.CharField(max_length=64)),
                ("shown", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("issued", "issued"), ("revoked", "revoked"), ("replaced", "replaced")],
                        default="issued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mistake", "It was issued by mistake."),
                            ("corrected", "The records behind it were corrected."),
                            ("withdrawn", "The issuer has withdrawn it."),
                            ("erased", "The holder asked for their data to be erased."),
                        ],
                        max_length=10,
                        verbose_name="why it was revoked",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="what the holder is told")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="accounts.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="proofs.proof",
                    ),
                ),
            ],
            options={
                "verbose_name": "proof",
                "verbose_name_plural": "proofs",
                "indexes": [
                    models.Index(fields=["person", "-issued_at"], name="proofs_proo_person__be5cce_idx"),
                    models.Index(fields=["organisation_id", "-issued_at"], name="proofs_proo_organis_72d961_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "issued")),
                        fields=("subject",),
                        name="one_proof_of_a_fact_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "revoked"), models.Q(("why", ""), _negated=True), ("ended_at__isnull", False)
                            ),
                            models.Q(("ended_at__isnull", False), ("state", "replaced"), ("why", "")),
                            models.Q(("ended_at", None), ("state", "issued"), ("why", "")),
                            _connector="OR",
                        ),
                        name="revoked_for_a_reason",
                    ),
                ],
            },
        ),
    ]
