import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("questions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("reference", models.CharField(max_length=20, unique=True, verbose_name="reference")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="about")),
                ("context_id", models.PositiveBigIntegerField(blank=True, null=True)),
                ("holder_id", models.PositiveBigIntegerField(blank=True, null=True)),
                ("applicant_id", models.PositiveBigIntegerField(blank=True, db_index=True, null=True)),
                ("state", models.CharField(max_length=30, verbose_name="where it stands")),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("draft", "being written"),
                            ("working", "being handled"),
                            ("correction", "returned for correction"),
                            ("waiting", "waiting"),
                            ("closed", "closed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("step", models.PositiveIntegerField(default=0)),
                ("entered_at", models.DateTimeField()),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                ("is_due_estimated", models.BooleanField(default=False)),
                ("stopped_in", models.CharField(blank=True, max_length=30)),
                ("days_left", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("told_overdue_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_on", models.DateField(blank=True, null=True)),
                ("draft", models.JSONField(default=dict)),
                ("draft_number", models.PositiveIntegerField(default=0)),
                ("known", models.JSONField(default=dict)),
                ("invitation", models.CharField(blank=True, db_index=True, max_length=32)),
                ("begun_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="received")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("erase_on", models.DateField(blank=True, null=True)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "questions",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="questions.questionsetversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80, verbose_name="what it is")),
                ("is_shared", models.BooleanField(default=True, verbose_name="the applicant may read it")),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="cases.case"
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="questions.answerfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "document of a case",
                "verbose_name_plural": "documents of cases",
                "ordering": ["added_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("answers", models.JSONField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("erased", models.JSONField(default=list)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "version of the answers",
                "verbose_name_plural": "versions of the answers",
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("case", "number"), name="one_revision_a_number")],
            },
        ),
        migrations.CreateModel(
            name="DefectNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="cases.case"
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.revision"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.revision"
                    ),
                ),
            ],
            options={
                "verbose_name": "correction notice",
                "verbose_name_plural": "correction notices",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="one_notice_a_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)), fields=("case",), name="one_open_notice_a_case"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.PositiveIntegerField()),
                ("move", models.CharField(max_length=30)),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("answers", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="cases.case"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.revision"
                    ),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "step", "move", "by"), name="one_word_a_person_and_move")
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckTick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("check_id", models.CharField(max_length=30)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ticks", to="cases.case"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.revision"
                    ),
                ),
            ],
            options={
                "verbose_name": "tick",
                "verbose_name_plural": "ticks",
                "constraints": [models.UniqueConstraint(fields=("case", "state", "check_id"), name="one_tick_a_check")],
            },
        ),
        migrations.CreateModel(
            name="Workflow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("kind", models.CharField(max_length=30, verbose_name="kind of case")),
                ("key", models.SlugField(blank=True, max_length=40)),
                (
                    "organisation_id",
                    models.PositiveBigIntegerField(blank=True, db_index=True, null=True, verbose_name="organisation"),
                ),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "question_set",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="questions.questionset",
                    ),
                ),
            ],
            options={
                "verbose_name": "workflow of cases",
                "verbose_name_plural": "workflows of cases",
                "ordering": ["-changed_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True), fields=("key",), name="one_workflow_of_a_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkflowVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("definition", models.JSONField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workflow",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="cases.workflow"
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a workflow",
                "verbose_name_plural": "versions of workflows",
                "constraints": [
                    models.UniqueConstraint(fields=("workflow", "number"), name="one_workflow_version_a_number")
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="workflow",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="cases.workflowversion"
            ),
        ),
        migrations.CreateModel(
            name="Defect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.CharField(max_length=30)),
                ("sentence", models.TextField(verbose_name="what has to be corrected")),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="defects", to="cases.defectnotice"
                    ),
                ),
            ],
            options={
                "verbose_name": "field at fault",
                "verbose_name_plural": "fields at fault",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("notice", "question"), name="one_defect_a_field")],
            },
        ),
        migrations.CreateModel(
            name="Editor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_submitter", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="editors", to="cases.case"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "user"), name="one_editor_an_account"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_submitter", True)), fields=("case",), name="one_submitter_a_case"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoryEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("role", models.CharField(max_length=30)),
                ("act", models.CharField(max_length=30)),
                ("move", models.CharField(blank=True, max_length=30)),
                ("before", models.CharField(blank=True, max_length=30)),
                ("after", models.CharField(blank=True, max_length=30)),
                ("facts", models.JSONField(default=dict)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="history", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of a case's history",
                "verbose_name_plural": "entries of cases' histories",
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("case", "number"), name="one_history_entry_a_number")],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["kind", "holder_id", "closed_at"], name="cases_case_kind_e53ce0_idx"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["kind", "context_id", "state"], name="cases_case_kind_df6b04_idx"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["due_on"], name="open_cases_by_due_day"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=models.Q(("erased_at", None)), fields=["erase_on"], name="cases_to_erase"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("phase", "closed")),
                    models.Q(models.Q(("phase", "closed"), _negated=True), ("closed_at", None)),
                    _connector="OR",
                ),
                name="case_is_closed_with_its_moment",
            ),
        ),
    ]
