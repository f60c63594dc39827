import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import incubator.models.intake


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("cases", "0001_initial"),
        ("organisations", "0001_initial"),
        ("questions", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="IntakePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("title_en", models.CharField(blank=True, max_length=255, verbose_name="title in English")),
                ("summary", models.CharField(max_length=200, verbose_name="in one sentence")),
                (
                    "summary_en",
                    models.CharField(blank=True, max_length=300, verbose_name="in one sentence, in English"),
                ),
                ("body", wagtail.fields.RichTextField(blank=True, verbose_name="notice")),
                ("body_en", wagtail.fields.RichTextField(blank=True, verbose_name="notice in English")),
            ],
            options={
                "verbose_name": "notice of a call",
                "verbose_name_plural": "notices of calls",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="Base",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("core", "core base"),
                            ("special", "special base"),
                            ("subdistrict", "sub-district base"),
                            ("point", "point"),
                        ],
                        max_length=12,
                        verbose_name="level",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("for_whom", models.CharField(blank=True, max_length=200, verbose_name="for whom")),
                ("for_whom_en", models.CharField(blank=True, max_length=300, verbose_name="for whom, in English")),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incubator_bases",
                        to="organisations.organisation",
                        verbose_name="run by",
                    ),
                ),
                (
                    "overseen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overseen_bases",
                        to="organisations.organisation",
                        verbose_name="overseen by",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="incubator.base",
                        verbose_name="leans on",
                    ),
                ),
            ],
            options={
                "verbose_name": "incubation base",
                "verbose_name_plural": "incubation bases",
                "ordering": ["position", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level", "core"), ("parent", None)),
                            models.Q(models.Q(("level", "core"), _negated=True), ("parent__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_core_alone_leans_on_nothing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("reviewer", "reviewer"), ("mentor", "mentor"), ("officer", "officer of the base")],
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=50, verbose_name="name")),
                ("field_of_work", models.CharField(blank=True, max_length=100, verbose_name="field of work")),
                ("employer", models.CharField(blank=True, max_length=100, verbose_name="works for")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "answer",
                    models.CharField(
                        choices=[("asked", "not answered yet"), ("accepted", "accepted"), ("declined", "declined")],
                        default="asked",
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="organisation here that they belong to",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incubator_appointments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="incubator.base",
                        verbose_name="incubation base",
                    ),
                ),
            ],
            options={
                "verbose_name": "appointment",
                "verbose_name_plural": "appointments",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on", None), models.Q(("answer", "declined"), _negated=True)),
                        fields=("base", "user", "role"),
                        name="one_open_appointment_a_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gt", models.F("starts_on")), _connector="OR"),
                        name="appointment_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Intake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "being prepared"),
                            ("published", "published"),
                            ("closed", "closed"),
                            ("called_off", "called off"),
                        ],
                        default="prepared",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("opens_on", models.DateField(verbose_name="applications from")),
                ("closes_on", models.DateField(verbose_name="applications until")),
                ("place_count", models.PositiveSmallIntegerField(verbose_name="places")),
                ("applicants", models.JSONField(default=list, verbose_name="who may apply")),
                ("exclusions", models.JSONField(blank=True, default=list)),
                ("papers", models.JSONField(blank=True, default=dict)),
                ("blind_fields", models.JSONField(blank=True, default=list)),
                ("rubric", models.JSONField(blank=True, default=dict)),
                (
                    "reviews_wanted",
                    models.PositiveSmallIntegerField(default=2, verbose_name="reviews of each application"),
                ),
                (
                    "drops_extremes",
                    models.BooleanField(default=False, verbose_name="the highest and the lowest score do not count"),
                ),
                (
                    "notice_days",
                    models.PositiveSmallIntegerField(default=5, verbose_name="working days of public notice"),
                ),
                (
                    "conflict_checks",
                    models.JSONField(
                        blank=True, default=incubator.models.intake.every_check, verbose_name="how conflicts are found"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="intakes",
                        to="incubator.base",
                        verbose_name="incubation base",
                    ),
                ),
                (
                    "question_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="questions.questionset"
                    ),
                ),
                (
                    "workflow",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.workflow"
                    ),
                ),
                (
                    "page",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="intake",
                        to="incubator.intakepage",
                        verbose_name="notice of a call",
                    ),
                ),
            ],
            options={
                "verbose_name": "call",
                "verbose_name_plural": "calls",
                "ordering": ["-opens_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))), name="intake_window"
                    ),
                    models.CheckConstraint(condition=models.Q(("place_count__gte", 1)), name="intake_has_places"),
                    models.CheckConstraint(condition=models.Q(("reviews_wanted__gte", 1)), name="intake_is_reviewed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "applicant_kind",
                    models.CharField(
                        choices=[
                            ("registered", "registered organisation"),
                            ("filed", "group filed with a sub-district or committee"),
                            ("team", "core team without registration"),
                        ],
                        max_length=12,
                        verbose_name="who applies",
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incubator_application",
                        to="cases.case",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incubator_applications",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="incubator.intake",
                        verbose_name="call",
                    ),
                ),
            ],
            options={
                "verbose_name": "incubator application",
                "verbose_name_plural": "incubator applications",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=300, verbose_name="what has changed")),
                ("words_en", models.CharField(blank=True, max_length=400, verbose_name="what has changed, in English")),
                ("made_at", models.DateTimeField()),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="amendments",
                        to="incubator.intake",
                        verbose_name="call",
                    ),
                ),
            ],
            options={
                "verbose_name": "amendment",
                "verbose_name_plural": "amendments",
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("panel", "review panel"),
                            ("visit", "site visit"),
                            ("mentor", "talk with a mentor"),
                            ("check", "look at how it goes"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("arranged", "arranged"), ("held", "held"), ("called_off", "called off")],
                        default="arranged",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("place", models.CharField(max_length=120, verbose_name="where")),
                ("minutes", models.TextField(blank=True, max_length=5000, verbose_name="minutes")),
                ("created_at", models.DateTimeField()),
                (
                    "arranged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="incubator.intake",
                        verbose_name="call",
                    ),
                ),
            ],
            options={
                "verbose_name": "meeting",
                "verbose_name_plural": "meetings",
                "ordering": ["-starts_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Attendee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incubator_meetings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendees", to="incubator.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "attendee",
                "verbose_name_plural": "attendees",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("meeting", "user"), name="one_attendee_an_account")],
            },
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("reference", models.CharField(max_length=24, unique=True, verbose_name="agreement")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("agreeing", "agreement to be signed"),
                            ("running", "incubating"),
                            ("leaving", "handing over"),
                            ("graduated", "graduated"),
                            ("left", "left early"),
                            ("not_taken_up", "place not taken up"),
                        ],
                        default="agreeing",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("premises", models.CharField(blank=True, max_length=200, verbose_name="room or desk")),
                (
                    "subsidy",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="subsidy in yuan"
                    ),
                ),
                ("terms", models.TextField(blank=True, max_length=2000, verbose_name="what else was agreed")),
                ("papers", models.JSONField(blank=True, default=list)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("is_at_risk", models.BooleanField(default=False, verbose_name="at risk")),
                ("hand_over_by", models.DateField(blank=True, null=True, verbose_name="hand over by")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended")),
                ("end_reason", models.CharField(blank=True, max_length=500, verbose_name="why")),
                ("created_at", models.DateTimeField()),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placement",
                        to="incubator.application",
                    ),
                ),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="incubator.intake",
                        verbose_name="call",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "placement",
                "verbose_name_plural": "placements",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("goal", "milestone"),
                            ("report", "report"),
                            ("look_back", "a look back after graduation"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "to be reported"),
                            ("reported", "being looked at"),
                            ("returned", "returned for correction"),
                            ("accepted", "found in order"),
                            ("dropped", "no longer wanted"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="what the base says")),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "questions",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="questions.questionsetversion"
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="milestones", to="incubator.placement"
                    ),
                ),
            ],
            options={
                "verbose_name": "milestone",
                "verbose_name_plural": "milestones",
                "ordering": ["due_on", "pk"],
                "indexes": [models.Index(fields=["due_on"], name="milestones_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["reported", "accepted"]), _negated=True),
                            ("reported_at__isnull", False),
                            _connector="OR",
                        ),
                        name="milestone_reported_at",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Mentoring",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentorings",
                        to="incubator.appointment",
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentorings", to="incubator.placement"
                    ),
                ),
            ],
            options={
                "verbose_name": "mentoring",
                "verbose_name_plural": "mentorings",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on", None)),
                        fields=("placement", "appointment"),
                        name="one_mentoring_at_a_time",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="meeting",
            name="placement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="incubator.placement",
            ),
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("training", "training"),
                            ("service", "service"),
                            ("money", "money paid"),
                            ("space", "room used"),
                            ("warning", "warning"),
                            ("extension", "extension"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                ("words", models.CharField(max_length=500, verbose_name="what")),
                (
                    "hours",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True, verbose_name="hours"),
                ),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="yuan"),
                ),
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
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="log", to="incubator.placement"
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of a placement's log",
                "verbose_name_plural": "entries of placements' logs",
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PlannedMilestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("goal", "milestone"),
                            ("report", "report"),
                            ("look_back", "a look back after graduation"),
                        ],
                        default="goal",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("month", models.PositiveSmallIntegerField(verbose_name="after so many months")),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planned_milestones",
                        to="incubator.intake",
                        verbose_name="call",
                    ),
                ),
                (
                    "question_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="questions.questionset"
                    ),
                ),
            ],
            options={
                "verbose_name": "milestone of a call",
                "verbose_name_plural": "milestones of calls",
                "ordering": ["kind", "month", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", 1), ("month__lte", 60)), name="planned_milestone_month"
                    ),
                    models.UniqueConstraint(fields=("intake", "kind", "month", "name"), name="one_planned_milestone"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "being prepared"),
                            ("handed_over", "with the authority"),
                            ("decided", "decided"),
                        ],
                        default="prepared",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("step", models.PositiveIntegerField(default=0)),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="why it was handed back")),
                ("created_at", models.DateTimeField()),
                ("handed_over_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handed_over_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="incubator.intake",
                        verbose_name="call",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "decided"), _negated=True),
                        fields=("intake",),
                        name="one_open_proposal_a_call",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposalLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rank")),
                (
                    "proposed",
                    models.CharField(
                        choices=[("accept", "accept"), ("reserve", "keep in reserve"), ("reject", "do not accept")],
                        max_length=10,
                        verbose_name="proposed",
                    ),
                ),
                ("proposed_reason", models.TextField(blank=True, max_length=1000, verbose_name="reason")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("accept", "accept"), ("reserve", "keep in reserve"), ("reject", "do not accept")],
                        max_length=10,
                        verbose_name="decided",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=1000, verbose_name="reason")),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="line", to="incubator.application"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="incubator.proposal"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a proposal",
                "verbose_name_plural": "lines of proposals",
                "ordering": ["rank", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PublicNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("listed", models.JSONField(default=list)),
                ("first_on", models.DateField(verbose_name="from")),
                ("last_on", models.DateField(verbose_name="until")),
                ("is_estimate", models.BooleanField(default=False)),
                ("published_at", models.DateTimeField()),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="public_notice",
                        to="incubator.proposal",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "public notice",
                "verbose_name_plural": "public notices",
                "ordering": ["-first_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))), name="public_notice_has_days"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="incubator.application",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="incubator_objection", to="cases.case"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="incubator.publicnotice",
                    ),
                ),
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("assigned", "assigned"),
                            ("draft", "begun"),
                            ("submitted", "handed in"),
                            ("recused", "recused"),
                        ],
                        default="assigned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                ("scores", models.JSONField(blank=True, default=dict)),
                ("reasons", models.JSONField(blank=True, default=dict)),
                ("vetoes", models.JSONField(blank=True, default=list)),
                ("comment", models.TextField(blank=True, max_length=3000, verbose_name="comment")),
                ("total", models.FloatField(blank=True, null=True, verbose_name="score")),
                ("recusal", models.CharField(blank=True, max_length=300, verbose_name="why not")),
                ("assigned_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="incubator.application",
                        verbose_name="application",
                    ),
                ),
                (
                    "assigned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incubator_reviews",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewer",
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
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": [models.OrderBy(models.F("due_on"), nulls_last=True), "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "reviewer"), name="one_review_a_reviewer"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "submitted"), _negated=True),
                            models.Q(("submitted_at__isnull", False), ("total__isnull", False)),
                            _connector="OR",
                        ),
                        name="submitted_review_has_its_score",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Track",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("code", models.SlugField(max_length=20, verbose_name="code")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("months", models.PositiveSmallIntegerField(verbose_name="months")),
                (
                    "place_count",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Left empty: as many as the call has.",
                        null=True,
                        verbose_name="places of this track",
                    ),
                ),
                ("has_premises", models.BooleanField(default=True, verbose_name="with a place at the base")),
                ("for_whom", models.CharField(blank=True, max_length=200, verbose_name="for whom")),
                ("for_whom_en", models.CharField(blank=True, max_length=300, verbose_name="for whom, in English")),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tracks",
                        to="incubator.intake",
                        verbose_name="call",
                    ),
                ),
            ],
            options={
                "verbose_name": "track",
                "verbose_name_plural": "tracks",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("intake", "code"), name="one_track_a_code"),
                    models.CheckConstraint(
                        condition=models.Q(("months__gte", 1), ("months__lte", 60)), name="track_has_months"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="placement",
            name="track",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="placements",
                to="incubator.track",
                verbose_name="track",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="track",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="incubator.track",
                verbose_name="track",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="meeting_has_length"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "held"), _negated=True),
                    models.Q(("minutes", ""), _negated=True),
                    _connector="OR",
                ),
                name="held_has_minutes",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="placement_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["agreeing", "not_taken_up"]),
                    models.Q(("ends_on__isnull", False), ("starts_on__isnull", False)),
                    _connector="OR",
                ),
                name="placement_begun_has_its_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "graduated"), _negated=True), ("organisation__isnull", False), _connector="OR"
                ),
                name="graduate_is_registered",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("applicant_kind", "registered"), _negated=True),
                    ("organisation__isnull", False),
                    _connector="OR",
                ),
                name="registered_applicant_is_known",
            ),
        ),
    ]
