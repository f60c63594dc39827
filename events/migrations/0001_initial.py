import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import modelcluster.fields
import modelsearch.index
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import events.models.calendar_token


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("organisations", "0001_initial"),
        ("outbox", "0001_initial"),
        ("proofs", "0001_initial"),
        ("questions", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.CreateModel(
            name="Badge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("hours", models.PositiveIntegerField(unique=True, verbose_name="hours")),
            ],
            options={
                "verbose_name": "badge",
                "verbose_name_plural": "badges",
                "ordering": ["hours"],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="code")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("pattern", models.CharField(default="ice", max_length=20, verbose_name="pattern of its covers")),
            ],
            options={
                "verbose_name": "category",
                "verbose_name_plural": "categories",
                "ordering": ["position", "code"],
            },
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("published_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "qualification course",
                "verbose_name_plural": "qualification courses",
            },
        ),
        migrations.CreateModel(
            name="QualificationKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="valid for so many months",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "kind of qualification",
                "verbose_name_plural": "kinds of qualification",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SpokenLanguage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="code")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "spoken language",
                "verbose_name_plural": "spoken languages",
                "ordering": ["position", "code"],
            },
        ),
        migrations.CreateModel(
            name="WordsApproval",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval of words",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("most", models.PositiveSmallIntegerField(verbose_name="sign-ups a person, at most")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="to")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allowances",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "allowance",
                "verbose_name_plural": "allowances",
                "ordering": ["-starts_on", "name"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("most__gte", 1)), name="allowance_of_one_at_least"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="allowance_has_length"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("invited", "asked"),
                            ("waiting", "on the waiting list"),
                            ("confirmed", "in"),
                            ("declined", "declined"),
                            ("left", "stepped back"),
                            ("released", "released"),
                        ],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("self", "took it themselves"),
                            ("invited", "was asked"),
                            ("placed", "was entered by the coordinator"),
                            ("proposed", "from a proposed roster"),
                            ("stand_in", "stands in for somebody"),
                        ],
                        default="self",
                        max_length=8,
                        verbose_name="how it came about",
                    ),
                ),
                ("ticket", models.PositiveIntegerField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                ("answer_by", models.DateTimeField(blank=True, null=True, verbose_name="please answer by")),
                ("overridden", models.JSONField(blank=True, default=list)),
                (
                    "override_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why in spite of what is in the way"),
                ),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("expected", "not here yet"),
                            ("present", "here"),
                            ("late", "late"),
                            ("leave", "on leave"),
                            ("absent", "absent"),
                        ],
                        default="expected",
                        max_length=8,
                        verbose_name="on the day",
                    ),
                ),
                ("came_at", models.DateTimeField(blank=True, null=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("excused_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment",
                "verbose_name_plural": "assignments",
                "ordering": ["shift", "made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AssignmentMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("expected", "not here yet"),
                            ("present", "here"),
                            ("late", "late"),
                            ("leave", "on leave"),
                            ("absent", "absent"),
                        ],
                        max_length=8,
                    ),
                ),
                ("came_at", models.DateTimeField(blank=True, null=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("leader", "by the person in charge"),
                            ("code", "by themselves, with the code"),
                            ("system", "by the system"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("made_at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="events.assignment"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "mark in a shift",
                "verbose_name_plural": "marks in shifts",
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("expected", "not here yet"),
                            ("present", "here"),
                            ("late", "late"),
                            ("leave", "on leave"),
                            ("absent", "absent"),
                        ],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("scan", "code scanned"),
                            ("search", "found on the list"),
                            ("walk_in", "walk-in"),
                            ("self", "by themselves"),
                            ("paper", "entered from paper"),
                            ("system", "by the system"),
                        ],
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                ("marked_at", models.DateTimeField()),
                (
                    "marked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance",
                "verbose_name_plural": "attendances",
            },
        ),
        migrations.CreateModel(
            name="CalendarToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "secret",
                    models.CharField(default=events.models.calendar_token.new_secret, max_length=32, unique=True),
                ),
                ("renewed_at", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_token",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CareRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "elder_from_age",
                    models.PositiveSmallIntegerField(default=70, verbose_name="emergency contact from age"),
                ),
                (
                    "collected_below_age",
                    models.PositiveSmallIntegerField(default=12, verbose_name="collected below age"),
                ),
                (
                    "centre",
                    models.OneToOneField(
                        limit_choices_to={"kind": "centre"},
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="care_rule",
                        to="organisations.organisation",
                        verbose_name="centre",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule on care",
                "verbose_name_plural": "rules on care",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("collected_below_age__lte", 14), ("elder_from_age__gte", 50), ("elder_from_age__lte", 120)
                        ),
                        name="care_rule_means_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApprovalPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "first",
                    models.CharField(
                        choices=[
                            ("centre", "the home centre's officer"),
                            ("subdistrict", "the sub-district's officer"),
                            ("district", "the district's officer"),
                        ],
                        default="centre",
                        max_length=12,
                        verbose_name="first review",
                    ),
                ),
                (
                    "second",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("centre", "the home centre's officer"),
                            ("subdistrict", "the sub-district's officer"),
                            ("district", "the district's officer"),
                        ],
                        max_length=12,
                        verbose_name="second review",
                    ),
                ),
                (
                    "third",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("centre", "the home centre's officer"),
                            ("subdistrict", "the sub-district's officer"),
                            ("district", "the district's officer"),
                        ],
                        max_length=12,
                        verbose_name="final review",
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        blank=True,
                        limit_choices_to={"kind": "centre"},
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="centre",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="approval_plans",
                        to="events.category",
                        verbose_name="category",
                    ),
                ),
            ],
            options={
                "verbose_name": "levels of approval",
                "verbose_name_plural": "levels of approval",
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce("category", models.Value(0)),
                        django.db.models.functions.comparison.Coalesce("centre", models.Value(0)),
                        name="one_plan_a_kind_and_centre",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("second", ""), _negated=True), ("third", ""), _connector="OR"),
                        name="no_third_level_without_a_second",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField()),
                ("items", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="check_lists", to="events.category"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "checks before approval",
                "verbose_name_plural": "checks before approval",
                "ordering": ["category", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("category", "version"), name="one_check_list_a_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="CourseStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("interview", "interview"),
                            ("training", "training"),
                            ("examination", "examination"),
                            ("other", "another step"),
                        ],
                        max_length=12,
                        verbose_name="kind of step",
                    ),
                ),
                ("title", models.CharField(max_length=40, verbose_name="name")),
                ("title_en", models.CharField(blank=True, max_length=60, verbose_name="name in English")),
                ("most", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="points at most")),
                ("enough", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="points to pass")),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="events.course"
                    ),
                ),
            ],
            options={
                "verbose_name": "step",
                "verbose_name_plural": "steps",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DoorLinkTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address_digest", models.CharField(max_length=64)),
                ("tried_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["address_digest", "tried_at"], name="events_door_address_692e6c_idx")],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(editable=False, max_length=8, unique=True, verbose_name="short address")),
                (
                    "label",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="name of this class, if there are several"
                    ),
                ),
                ("label_en", models.CharField(blank=True, max_length=100, verbose_name="its name in English")),
                (
                    "state",
                    models.CharField(
                        choices=[("scheduled", "scheduled"), ("cancelled", "cancelled")],
                        default="scheduled",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "state_note",
                    models.CharField(blank=True, max_length=200, verbose_name="what people are told about it"),
                ),
                ("needs_sign_up", models.BooleanField(default=True, verbose_name="sign-up needed")),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="sign-up opens")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="sign-up closes")),
                ("has_waiting_list", models.BooleanField(default=True, verbose_name="keeps a waiting list")),
                (
                    "fills_from",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="from then the first party that fits is taken"
                    ),
                ),
                (
                    "max_party_size",
                    models.PositiveSmallIntegerField(default=5, verbose_name="people in one sign-up, at most"),
                ),
                (
                    "allocation",
                    models.CharField(
                        choices=[
                            ("first_come", "first come, first served"),
                            ("ballot", "by ballot"),
                            ("approval", "each sign-up is approved"),
                        ],
                        default="first_come",
                        max_length=10,
                        verbose_name="who gets a place",
                    ),
                ),
                (
                    "offer_hours",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="hours to accept a place that became free"
                    ),
                ),
                ("estate_codes", models.JSONField(blank=True, default=list, verbose_name="only for residents of")),
                (
                    "priority_until",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="until then only residents of the centre's estates"
                    ),
                ),
                (
                    "asked_first_until",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="until then only those who asked for it"
                    ),
                ),
                (
                    "max_per_household",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="people of one household, at most"
                    ),
                ),
                (
                    "certified",
                    models.CharField(
                        choices=[
                            ("most", "whoever came to four fifths of the sessions"),
                            ("all", "whoever came to every session"),
                            ("some", "whoever came to so many sessions:"),
                            ("nobody", "nobody: this event has no certificate"),
                        ],
                        default="most",
                        max_length=6,
                        verbose_name="certificate of attendance",
                    ),
                ),
                (
                    "certified_sessions",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="so many sessions"),
                ),
                ("awaits_room", models.BooleanField(default=False, editable=False, verbose_name="waits for a room")),
                ("starts_at", models.DateTimeField(editable=False, verbose_name="starts")),
                ("ends_at", models.DateTimeField(editable=False, verbose_name="ends")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "allowance",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="events.allowance",
                        verbose_name="allowance",
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events_held_here",
                        to="organisations.organisation",
                        verbose_name="centre",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DoorLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("label", models.CharField(blank=True, max_length=40, verbose_name="for which device")),
                ("made_at", models.DateTimeField()),
                ("lapses_at", models.DateTimeField(verbose_name="works until")),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="door_links", to="events.event"
                    ),
                ),
            ],
            options={
                "verbose_name": "device link",
                "verbose_name_plural": "device links",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="course",
            name="event",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="course", to="events.event"
            ),
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entries", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("closed_at", models.DateTimeField()),
                ("seed", models.CharField(blank=True, max_length=100)),
                ("first_witness", models.CharField(blank=True, max_length=50)),
                ("second_witness", models.CharField(blank=True, max_length=50)),
                ("drawn_at", models.DateTimeField(blank=True, null=True)),
                ("places", models.JSONField(default=dict)),
                ("result", models.JSONField(default=list)),
                (
                    "drawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots_drawn",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ballot", to="events.event"
                    ),
                ),
            ],
            options={
                "verbose_name": "ballot",
                "verbose_name_plural": "ballots",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("drawn_at", None), ("seed", "")),
                            models.Q(("drawn_at__isnull", False), models.Q(("seed", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="drawn_with_a_seed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Asking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("takes_photos", models.BooleanField(default=False, verbose_name="photographs are taken")),
                ("changed_at", models.DateTimeField()),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="questions.questionsetversion",
                        verbose_name="questions",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asking", to="events.event"
                    ),
                ),
            ],
            options={
                "verbose_name": "what is asked at sign-up",
                "verbose_name_plural": "what is asked at sign-up",
            },
        ),
        migrations.CreateModel(
            name="FeedbackAsking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question_ids", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField()),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="feedback_asking", to="events.event"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="questions.questionsetversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "what is asked afterwards",
                "verbose_name_plural": "what is asked afterwards",
            },
        ),
        migrations.CreateModel(
            name="Helper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=50, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("block_leader", "block leader"), ("grid_worker", "grid worker")],
                        default="block_leader",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("most_a_month", models.PositiveSmallIntegerField(default=60, verbose_name="people a month, at most")),
                (
                    "most_an_event",
                    models.PositiveSmallIntegerField(default=15, verbose_name="people in one event, at most"),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "centre",
                    models.ForeignKey(
                        limit_choices_to={"kind": "centre"},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helpers",
                        to="organisations.organisation",
                        verbose_name="centre",
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helpers",
                        to="organisations.area",
                        verbose_name="estate",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="helping",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "helper",
                "verbose_name_plural": "helpers",
                "ordering": ["estate", "name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="helper_has_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most_a_month__gte", 1), ("most_an_event__gte", 1)),
                        name="helper_has_a_quota",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("user", "estate"),
                        name="one_helper_an_account_and_estate",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HostApproval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_publisher", models.BooleanField()),
                ("level", models.PositiveSmallIntegerField(default=0, verbose_name="level")),
                (
                    "office",
                    models.CharField(
                        choices=[
                            ("host", "the co-host itself"),
                            ("centre", "the home centre's officer"),
                            ("subdistrict", "the sub-district's officer"),
                            ("district", "the district's officer"),
                        ],
                        default="host",
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(blank=True, null=True)),
                ("checks", models.JSONField(blank=True, default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "check_list",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.checklist",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="host_approvals",
                        to="wagtailcore.taskstate",
                    ),
                ),
            ],
            options={
                "verbose_name": "a host's approval",
                "verbose_name_plural": "hosts' approvals",
                "constraints": [
                    models.UniqueConstraint(fields=("step", "organisation", "level"), name="one_word_a_host_and_level"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("at", None), ("by", None), ("revision", None)),
                            models.Q(("at__isnull", False), ("by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_word_has_a_speaker",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_publisher", False), ("level", 0), ("office", "host")),
                            models.Q(
                                ("is_publisher", True),
                                ("level__gte", 1),
                                ("level__lte", 3),
                                models.Q(("office", "host"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="levels_are_the_publishers",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uploaded_at", models.DateTimeField(db_index=True)),
                ("name", models.CharField(max_length=150, verbose_name="file name")),
                ("content", models.BinaryField()),
                ("imported_at", models.DateTimeField(null=True)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "file to import",
                "verbose_name_plural": "files to import",
            },
        ),
        migrations.CreateModel(
            name="NoShow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("happened_at", models.DateTimeField()),
                ("reply", models.CharField(blank=True, max_length=200, verbose_name="what they say")),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                ("excused_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assignment",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="no_show",
                        to="events.assignment",
                    ),
                ),
                (
                    "attendance",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="no_show",
                        to="events.attendance",
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="no_shows",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "excused_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="no_shows", to="accounts.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "no-show",
                "verbose_name_plural": "no-shows",
                "indexes": [
                    models.Index(fields=["person", "centre", "happened_at"], name="events_nosh_person__cab9cd_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assignment__isnull", False), ("attendance", None)),
                            models.Q(("assignment", None), ("attendance__isnull", False)),
                            _connector="OR",
                        ),
                        name="no_show_in_a_session_or_a_shift",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoShowRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("count", models.PositiveSmallIntegerField(default=3, verbose_name="no-shows")),
                ("days", models.PositiveSmallIntegerField(default=90, verbose_name="within days")),
                (
                    "centre",
                    models.OneToOneField(
                        limit_choices_to={"kind": "centre"},
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="no_show_rule",
                        to="organisations.organisation",
                        verbose_name="centre",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule on no-shows",
                "verbose_name_plural": "rules on no-shows",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 1), ("days__gte", 1), ("days__lte", 366)),
                        name="no_show_rule_means_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pool",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("open", "open to all"),
                            ("estate", "kept for estates"),
                            ("desk", "kept for the window"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("capacity", models.PositiveIntegerField(verbose_name="places")),
                ("taken", models.PositiveIntegerField(default=0, verbose_name="taken")),
                ("waiting", models.PositiveIntegerField(default=0, verbose_name="waiting")),
                ("next_ticket", models.PositiveIntegerField(default=1)),
                ("estate_codes", models.JSONField(blank=True, default=list, verbose_name="estates")),
                ("releases_at", models.DateTimeField(blank=True, null=True, verbose_name="kept until")),
                ("released_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pools",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "places",
                "verbose_name_plural": "places",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("taken__lte", models.F("capacity"))), name="never_more_taken_than_there_are"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "open")), fields=("event",), name="one_open_pool_an_event"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "desk")), fields=("event",), name="one_desk_pool_an_event"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("request_key", models.UUIDField()),
                ("request_digest", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("entered", "in the ballot"),
                            ("pending", "awaiting approval"),
                            ("waiting", "on the waiting list"),
                            ("offered", "a place is offered"),
                            ("confirmed", "confirmed"),
                            ("cancelled", "cancelled"),
                            ("lapsed", "offer lapsed"),
                            ("declined", "not accepted"),
                        ],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("size", models.PositiveSmallIntegerField(verbose_name="people")),
                ("lent", models.PositiveSmallIntegerField(default=0)),
                ("ticket", models.PositiveIntegerField(blank=True, null=True)),
                ("stands_by_until", models.DateTimeField(blank=True, null=True)),
                ("offer_ends_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="events.event"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parties", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="events.pool"
                    ),
                ),
                (
                    "reserve",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waiting_parties",
                        to="events.pool",
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-up",
                "verbose_name_plural": "sign-ups",
                "indexes": [
                    models.Index(fields=["pool", "state", "ticket"], name="events_part_pool_id_cc863f_idx"),
                    models.Index(fields=["made_by", "-created_at"], name="events_part_made_by_f05744_idx"),
                    models.Index(
                        condition=models.Q(("state", "offered")), fields=["offer_ends_at"], name="offers_by_deadline"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("made_by", "request_key"), name="same_request_same_answer"),
                    models.CheckConstraint(condition=models.Q(("size__gte", 1)), name="party_of_one_at_least"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waiting"), _negated=True),
                            ("ticket__isnull", False),
                            ("stands_by_until__isnull", False),
                            _connector="OR",
                        ),
                        name="waiting_has_a_ticket",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "offered"), _negated=True),
                            ("offer_ends_at__isnull", False),
                            _connector="OR",
                        ),
                        name="offered_has_a_deadline",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammePage",
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
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("everyone", "Everyone"),
                            ("seniors", "Older people"),
                            ("families", "Families"),
                            ("children", "Children"),
                            ("youth", "Young people"),
                            ("adults", "Adults"),
                        ],
                        default="everyone",
                        max_length=12,
                        verbose_name="for whom",
                    ),
                ),
                ("min_age", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="from age")),
                ("max_age", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="to age")),
                ("summary", models.CharField(max_length=200, verbose_name="in one sentence")),
                (
                    "summary_en",
                    models.CharField(blank=True, max_length=300, verbose_name="in one sentence, in English"),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [("text", 0), ("english", 1), ("picture", 7), ("audio", 12), ("questions", 18), ("file", 19)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["h3", "bold", "italic", "ol", "ul", "link"], "label": "text"},
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["h3", "bold", "italic", "ol", "ul", "link"], "label": "text in English"},
                            ),
                            2: ("wagtail.images.blocks.ImageChooserBlock", (), {"label": "picture"}),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "what it shows, for those who cannot see it", "max_length": 200},
                            ),
                            4: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "what it shows, in English", "max_length": 300, "required": False},
                            ),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "caption", "max_length": 200, "required": False},
                            ),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "caption in English", "max_length": 300, "required": False},
                            ),
                            7: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("image", 2),
                                        ("alternative", 3),
                                        ("alternative_en", 4),
                                        ("caption", 5),
                                        ("caption_en", 6),
                                    ]
                                ],
                                {},
                            ),
                            8: ("wagtail.documents.blocks.DocumentChooserBlock", (), {"label": "recording"}),
                            9: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "title in English", "max_length": 200, "required": False},
                            ),
                            10: ("wagtail.blocks.RichTextBlock", (), {"label": "the words of it"}),
                            11: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"label": "the words of it, in English", "required": False},
                            ),
                            12: (
                                "wagtail.blocks.StructBlock",
                                [[("recording", 8), ("title_en", 9), ("transcript", 10), ("transcript_en", 11)]],
                                {},
                            ),
                            13: ("wagtail.blocks.CharBlock", (), {"label": "question", "max_length": 200}),
                            14: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "question in English", "max_length": 300, "required": False},
                            ),
                            15: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "ol", "ul", "link"], "label": "answer"},
                            ),
                            16: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "ol", "ul", "link"],
                                    "label": "answer in English",
                                    "required": False,
                                },
                            ),
                            17: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 13), ("question_en", 14), ("answer", 15), ("answer_en", 16)]],
                                {},
                            ),
                            18: (
                                "wagtail.blocks.ListBlock",
                                (17,),
                                {
                                    "icon": "help",
                                    "label": "questions and answers",
                                    "template": "events/programme/blocks/questions.html",
                                },
                            ),
                            19: (
                                "wagtail.documents.blocks.DocumentChooserBlock",
                                (),
                                {"icon": "doc-full", "label": "file", "template": "events/programme/blocks/file.html"},
                            ),
                        },
                        verbose_name="text",
                    ),
                ),
                (
                    "fee_yuan",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=7, verbose_name="materials fee in yuan"
                    ),
                ),
                ("is_outing", models.BooleanField(default=False, verbose_name="goes out of the house")),
                ("bring", models.CharField(blank=True, max_length=200, verbose_name="what to bring")),
                ("bring_en", models.CharField(blank=True, max_length=300, verbose_name="what to bring, in English")),
                (
                    "is_wheelchair_accessible",
                    models.BooleanField(default=True, verbose_name="accessible by wheelchair"),
                ),
                ("access_note", models.CharField(blank=True, max_length=200, verbose_name="about access")),
                (
                    "access_note_en",
                    models.CharField(blank=True, max_length=300, verbose_name="about access, in English"),
                ),
                ("is_demo", models.BooleanField(default=False, editable=False)),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="programmes",
                        to="events.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture",
                    ),
                ),
                (
                    "languages",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, to="events.spokenlanguage", verbose_name="spoken languages"
                    ),
                ),
            ],
            options={
                "verbose_name": "programme",
                "verbose_name_plural": "programmes",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("min_age", None), ("max_age", None), ("min_age__lte", models.F("max_age")), _connector="OR"
                        ),
                        name="programme_ages_in_order",
                    ),
                    models.CheckConstraint(condition=models.Q(("fee_yuan__gte", 0)), name="programme_fee_not_negative"),
                ],
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="ProgrammeHost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("guide", "Under the guidance of"),
                            ("host", "Host"),
                            ("organiser", "Organiser"),
                            ("partner", "Partner"),
                        ],
                        default="host",
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="name, if not in the list")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                (
                    "share_percent",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="share in the figures, in per cent",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hosts", to="events.programmepage"
                    ),
                ),
            ],
            options={
                "verbose_name": "host",
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("share_percent", None), ("share_percent__lte", 100), _connector="OR"),
                        name="host_share_of_a_whole",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="events.programmepage",
                verbose_name="programme",
            ),
        ),
        migrations.CreateModel(
            name="ProgrammeSpeaker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=50, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("credentials", models.CharField(blank=True, max_length=120, verbose_name="title and employer")),
                (
                    "credentials_en",
                    models.CharField(blank=True, max_length=200, verbose_name="title and employer, in English"),
                ),
                ("checked_by", models.CharField(blank=True, max_length=60, verbose_name="credentials checked by")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="checked on")),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="speakers", to="events.programmepage"
                    ),
                ),
            ],
            options={
                "verbose_name": "speaker",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("purchase", "government purchase of services"),
                            ("venture", "community venture project"),
                            ("fund", "foundation or earmarked fund"),
                            ("other", "other funding"),
                        ],
                        max_length=10,
                        verbose_name="kind of funding",
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="project number")),
                ("funder_name", models.CharField(max_length=100, verbose_name="funder")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("target_sessions", models.PositiveIntegerField(blank=True, null=True, verbose_name="sessions agreed")),
                (
                    "target_attendances",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="attendances agreed"),
                ),
                ("target_people", models.PositiveIntegerField(blank=True, null=True, verbose_name="people agreed")),
                (
                    "kept_years",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                        verbose_name="years its papers are kept after the end",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "running"), ("closed", "project concluded")],
                        default="running",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("kept_until", models.DateField(db_index=True, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "funder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects_funded",
                        to="organisations.organisation",
                        verbose_name="funder, if it is here",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "project",
                "verbose_name_plural": "projects",
                "ordering": ["-starts_on", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="project_has_length"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept_until__gt", models.F("ends_on"))), name="project_kept_beyond_its_end"
                    ),
                    models.UniqueConstraint(fields=("organisation", "number"), name="one_project_a_number"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dossier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("ordered", "being made"), ("ready", "ready"), ("failed", "could not be made")],
                        default="ordered",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "recipient",
                    models.CharField(
                        choices=[
                            ("ourselves", "our own staff"),
                            ("speaker", "whoever teaches or speaks"),
                            ("centre", "the community centre"),
                            ("insurer", "the insurer"),
                            ("authority", "a public authority"),
                            ("funder", "the funder"),
                        ],
                        max_length=12,
                        verbose_name="who gets it",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("door", "checking people in"),
                            ("calling", "calling people"),
                            ("safety", "safety and insurance"),
                            ("report", "accounting for the activity"),
                            ("oversight", "looking into what was done"),
                        ],
                        max_length=12,
                        verbose_name="what for",
                    ),
                ),
                ("ordered_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                ("pdf_sha256", models.CharField(blank=True, max_length=64)),
                ("pdf_size", models.PositiveBigIntegerField(default=0)),
                ("zip_sha256", models.CharField(blank=True, max_length=64)),
                ("zip_size", models.PositiveBigIntegerField(default=0)),
                ("missing", models.JSONField(default=list)),
                ("figures", models.JSONField(default=dict)),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="dossiers", to="events.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "project dossier",
                "verbose_name_plural": "project dossiers",
                "ordering": ["project", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "number"), name="one_dossier_a_version"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "ordered")),
                        fields=("project",),
                        name="one_dossier_in_the_making_a_project",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(
                                models.Q(("pdf_sha256", ""), _negated=True),
                                models.Q(("zip_sha256", ""), _negated=True),
                                ("made_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ready_dossier_has_its_hashes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project_parts",
                        to="events.event",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project_parts",
                        to="events.programmepage",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="events.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a project",
                "verbose_name_plural": "parts of projects",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("event", None)),
                        fields=("project", "programme"),
                        name="one_programme_a_project",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("event__isnull", False)),
                        fields=("project", "event"),
                        name="one_event_a_project",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.CharField(max_length=100, verbose_name="issued by")),
                ("issuer_en", models.CharField(blank=True, max_length=150, verbose_name="issued by, in English")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number on the paper")),
                ("obtained_on", models.DateField(verbose_name="obtained on")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("checked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
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
                    "course",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to="events.course",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to="organisations.organisation",
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="qualifications", to="accounts.person"
                    ),
                ),
                (
                    "proof",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="proofs.proof",
                    ),
                ),
                (
                    "renews",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewed_by",
                        to="events.qualification",
                    ),
                ),
                (
                    "scan",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="questions.answerfile",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to="events.qualificationkind",
                        verbose_name="kind",
                    ),
                ),
            ],
            options={
                "verbose_name": "qualification",
                "verbose_name_plural": "qualifications",
                "ordering": ["-obtained_on", "-pk"],
                "indexes": [
                    models.Index(fields=["person", "kind"], name="events_qual_person__6c8ed6_idx"),
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["valid_until"], name="qualifications_by_end"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gte", models.F("obtained_on")), _connector="OR"
                        ),
                        name="qualification_has_length",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="requires",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="events.qualificationkind",
                verbose_name="only for holders of",
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="kind",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="courses",
                to="events.qualificationkind",
                verbose_name="leads to",
            ),
        ),
        migrations.CreateModel(
            name="Recurrence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("series", models.UUIDField(blank=True, db_index=True, editable=False, null=True)),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("once", "not at all: a single session"),
                            ("weekly", "every week on the same weekday"),
                            ("weekdays", "every week on chosen weekdays"),
                            ("monthly_day", "every month on the same day (the 12th)"),
                            ("monthly_weekday", "every month on the same weekday (the second Thursday)"),
                        ],
                        default="once",
                        max_length=16,
                        verbose_name="repeats",
                    ),
                ),
                ("every", models.PositiveSmallIntegerField(default=1, verbose_name="every so many weeks or months")),
                ("weekdays", models.CharField(blank=True, max_length=7, verbose_name="on which weekdays")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("count", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="how many sessions")),
                (
                    "on_holiday",
                    models.CharField(
                        choices=[
                            ("held", "it is held as always"),
                            ("skipped", "it is left out"),
                            ("moved", "it moves to the next free day"),
                        ],
                        default="skipped",
                        max_length=8,
                        verbose_name="on a public holiday",
                    ),
                ),
                (
                    "on_make_up_day",
                    models.CharField(
                        choices=[
                            ("held", "it is held as always"),
                            ("skipped", "it is left out"),
                            ("moved", "it moves to the next free day"),
                        ],
                        default="held",
                        max_length=8,
                        verbose_name="on a make-up working day",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recurrence",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule of repetition",
                "verbose_name_plural": "rules of repetition",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("frequency", "once"),
                            models.Q(("count", None), ("until__isnull", False)),
                            models.Q(("count__gte", 1), ("until", None)),
                            _connector="OR",
                        ),
                        name="recurrence_ends",
                    ),
                    models.CheckConstraint(condition=models.Q(("every__gte", 1)), name="recurrence_steps"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("entered", "in the ballot"),
                            ("pending", "awaiting approval"),
                            ("waiting", "on the waiting list"),
                            ("offered", "a place is offered"),
                            ("confirmed", "confirmed"),
                            ("cancelled", "cancelled"),
                            ("lapsed", "offer lapsed"),
                            ("declined", "not accepted"),
                        ],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reference", models.CharField(max_length=10, unique=True, verbose_name="reference")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="registrations", to="events.event"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="registrations", to="events.party"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="registrations", to="accounts.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "registration",
                "verbose_name_plural": "registrations",
                "indexes": [
                    models.Index(fields=["event", "state"], name="events_regi_event_i_2e14b2_idx"),
                    models.Index(fields=["person", "state"], name="events_regi_person__5aac5a_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["entered", "pending", "waiting", "offered", "confirmed"])),
                        fields=("event", "person"),
                        name="one_live_registration_a_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HelpedSignUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("in_person", "in person"),
                            ("by_phone", "by phone"),
                            ("in_group", "by their own line in the group"),
                        ],
                        max_length=10,
                        verbose_name="how they agreed",
                    ),
                ),
                ("agreed_on", models.DateField(verbose_name="agreed on")),
                ("created_at", models.DateTimeField()),
                ("objected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helped_sign_ups",
                        to="accounts.person",
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sign_ups", to="events.helper"
                    ),
                ),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="helped", to="events.registration"
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-up by a helper",
                "verbose_name_plural": "sign-ups by helpers",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["helper", "created_at"], name="events_help_helper__865e0d_idx"),
                    models.Index(fields=["person", "-created_at"], name="events_help_person__358dfe_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeeMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("paid", "paid"), ("waived", "waived")], max_length=8, verbose_name="materials fee"
                    ),
                ),
                ("amount_yuan", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="amount in yuan")),
                ("receipt", models.CharField(blank=True, max_length=30, verbose_name="receipt number")),
                ("marked_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undo_reason", models.CharField(blank=True, max_length=100, verbose_name="reason")),
                (
                    "marked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fee_marks", to="events.registration"
                    ),
                ),
            ],
            options={
                "verbose_name": "materials fee",
                "verbose_name_plural": "materials fees",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("registration",),
                        name="one_fee_mark_a_registration",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome", "waived"), models.Q(("receipt", ""), _negated=True), _connector="OR"
                        ),
                        name="paid_has_a_receipt",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("stars", models.PositiveSmallIntegerField(verbose_name="stars")),
                (
                    "was_sold",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="something was sold, or contact details were collected"
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=1000, verbose_name="anything else")),
                ("answers", models.JSONField(default=dict)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feedback", to="events.event"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="questions.questionsetversion",
                    ),
                ),
                (
                    "registration",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="events.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "feedback",
                "verbose_name_plural": "feedback",
                "indexes": [models.Index(fields=["event", "stars"], name="events_feed_event_i_b832b7_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stars__gte", 1), ("stars__lte", 5)), name="one_to_five_stars"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CourseResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(choices=[("passed", "passed"), ("not_passed", "not passed")], max_length=10),
                ),
                ("published_at", models.DateTimeField()),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="events.course"
                    ),
                ),
                (
                    "failed_step",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.coursestep",
                    ),
                ),
                (
                    "qualification",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.qualification",
                    ),
                ),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="course_result",
                        to="events.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "result",
                "verbose_name_plural": "results",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("failed_step", None), ("outcome", "passed"), ("qualification__isnull", False)),
                            models.Q(
                                ("failed_step__isnull", False), ("outcome", "not_passed"), ("qualification", None)
                            ),
                            _connector="OR",
                        ),
                        name="passed_with_a_qualification",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True)),
                ("fact", models.CharField(max_length=40)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("no_way", "has no account that a message could reach"),
                            ("failed", "the SMS could not be delivered"),
                            ("unclear", "nobody knows whether the SMS arrived"),
                        ],
                        max_length=10,
                        verbose_name="why",
                    ),
                ),
                ("subject", models.CharField(max_length=200)),
                ("words", models.TextField(verbose_name="what to say")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "to be called"), ("done", "told"), ("lapsed", "no longer needed")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reached", "reached and told"),
                            ("comes", "reached: comes"),
                            ("stays_away", "reached: does not come"),
                            ("no_answer", "no answer"),
                            ("wrong_number", "wrong number"),
                        ],
                        max_length=15,
                        verbose_name="answer",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("created_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="by when")),
                ("called_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assignment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="events.assignment",
                    ),
                ),
                (
                    "called_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="call",
                        to="outbox.message",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="events.event",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="events.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "telephone call",
                "verbose_name_plural": "telephone calls",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["organisation", "due_at"], name="calls_to_make"
                    ),
                    models.Index(fields=["event", "state"], name="events_call_event_i_6d40aa_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            models.Q(("called_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="done_call_has_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assignment", None), ("event__isnull", False), ("registration__isnull", False)),
                            models.Q(("assignment__isnull", False), ("event", None), ("registration", None)),
                            _connector="OR",
                        ),
                        name="call_about_a_sign_up_or_a_shift",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="attendance",
            name="registration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attendances", to="events.registration"
            ),
        ),
        migrations.CreateModel(
            name="AnswerSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answers", models.JSONField(default=dict)),
                ("erased", models.JSONField(default=list)),
                ("shortest_days", models.PositiveIntegerField(blank=True, db_index=True, null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="questions.questionsetversion"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answer_sheets", to="events.party"
                    ),
                ),
                (
                    "registration",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer_sheet",
                        to="events.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "answers",
                "verbose_name_plural": "answers",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("registration", None)), fields=("party",), name="one_sheet_for_the_party"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportingLabel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="code")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "programmes",
                    models.ManyToManyField(
                        blank=True,
                        related_name="reporting_labels",
                        to="events.programmepage",
                        verbose_name="programmes",
                    ),
                ),
            ],
            options={
                "verbose_name": "reporting label",
                "verbose_name_plural": "reporting labels",
                "ordering": ["position", "code"],
            },
        ),
        migrations.CreateModel(
            name="SalesAlert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be looked into"),
                            ("looking", "being looked into"),
                            ("answered", "answered"),
                            ("withdrawn", "taken back"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("said", models.CharField(blank=True, max_length=300, verbose_name="what happened")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                ("raised_at", models.DateTimeField(verbose_name="since")),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "centre",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sales_alerts",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sales_alerts", to="events.event"
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "registration",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sales_alert",
                        to="events.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "report of selling",
                "verbose_name_plural": "reports of selling",
                "ordering": ["-raised_at", "-pk"],
                "indexes": [models.Index(fields=["centre", "state"], name="events_sale_centre__1590d4_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="answered_alert_has_an_answer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("title", models.CharField(blank=True, max_length=100, verbose_name="subject")),
                ("title_en", models.CharField(blank=True, max_length=150, verbose_name="subject in English")),
                ("starts_at", models.DateTimeField(db_index=True, verbose_name="starts")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                (
                    "place",
                    models.CharField(blank=True, max_length=100, verbose_name="place, if not in one of our rooms"),
                ),
                ("place_en", models.CharField(blank=True, max_length=150, verbose_name="place in English")),
                (
                    "state",
                    models.CharField(
                        choices=[("scheduled", "scheduled"), ("cancelled", "cancelled")],
                        default="scheduled",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("note_en", models.CharField(blank=True, max_length=300, verbose_name="note in English")),
                (
                    "override_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why in spite of what is in the way"),
                ),
                (
                    "booking",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="session",
                        to="organisations.booking",
                        verbose_name="request for the room",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="organisations.room",
                        verbose_name="room",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ["starts_at", "pk"],
                "indexes": [
                    models.Index(fields=["event", "starts_at"], name="events_sess_event_i_c1c105_idx"),
                    models.Index(fields=["room", "starts_at"], name="events_sess_room_id_d50795_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="session_has_length"
                    ),
                    models.UniqueConstraint(fields=("event", "number"), name="one_session_a_number"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("rows", models.JSONField(default=list)),
                ("printed_at", models.DateTimeField()),
                ("photo", models.CharField(blank=True, max_length=100)),
                ("photo_at", models.DateTimeField(blank=True, null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="paper_sheets", to="events.event"
                    ),
                ),
                (
                    "printed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="paper_sheets", to="events.session"
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-in sheet",
                "verbose_name_plural": "sign-in sheets",
                "ordering": ["event", "number"],
                "constraints": [models.UniqueConstraint(fields=("event", "number"), name="one_sheet_a_number")],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "to",
                    models.CharField(
                        choices=[
                            ("confirmed", "everybody who has a place"),
                            ("waiting", "everybody on the waiting list"),
                            ("session", "everybody of one session"),
                        ],
                        max_length=10,
                        verbose_name="to whom",
                    ),
                ),
                ("subject", models.CharField(max_length=60, verbose_name="subject")),
                ("body", models.TextField(max_length=600, verbose_name="text")),
                ("subject_en", models.CharField(blank=True, max_length=120, verbose_name="subject in English")),
                ("body_en", models.TextField(blank=True, max_length=1200, verbose_name="text in English")),
                ("request_key", models.UUIDField()),
                ("request_digest", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField()),
                ("told_count", models.PositiveIntegerField(default=0)),
                ("call_count", models.PositiveIntegerField(default=0)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="events.event"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="events.session",
                    ),
                ),
            ],
            options={
                "verbose_name": "message to those signed up",
                "verbose_name_plural": "messages to those signed up",
                "indexes": [models.Index(fields=["event", "-sent_at"], name="events_lett_event_i_49190f_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("sent_by", "request_key"), name="same_letter_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("to", "session"), _negated=True), ("session__isnull", False), _connector="OR"
                        ),
                        name="letter_names_its_session",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    "collector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hand_overs", to="accounts.collector"
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hand_overs", to="events.registration"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hand_overs", to="events.session"
                    ),
                ),
            ],
            options={
                "verbose_name": "handing over",
                "verbose_name_plural": "handings over",
                "constraints": [
                    models.UniqueConstraint(fields=("registration", "session"), name="handed_over_once_a_session")
                ],
            },
        ),
        migrations.CreateModel(
            name="GuestPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guest_places",
                        to="events.registration",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="guest_places", to="events.session"
                    ),
                ),
            ],
            options={
                "verbose_name": "place for one session",
                "verbose_name_plural": "places for one session",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("registration", "session"), name="one_guest_place_a_person_and_session"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="coursestep",
            name="sessions",
            field=models.ManyToManyField(blank=True, related_name="+", to="events.session", verbose_name="sessions"),
        ),
        migrations.CreateModel(
            name="AttendanceMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("expected", "not here yet"),
                            ("present", "here"),
                            ("late", "late"),
                            ("leave", "on leave"),
                            ("absent", "absent"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("scan", "code scanned"),
                            ("search", "found on the list"),
                            ("walk_in", "walk-in"),
                            ("self", "by themselves"),
                            ("paper", "entered from paper"),
                            ("system", "by the system"),
                        ],
                        max_length=10,
                    ),
                ),
                ("marked_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                (
                    "link",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="marks",
                        to="events.doorlink",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="events.registration"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="events.session"
                    ),
                ),
            ],
            options={
                "verbose_name": "mark at the door",
                "verbose_name_plural": "marks at the door",
                "constraints": [
                    models.UniqueConstraint(fields=("session", "registration", "key"), name="same_mark_counts_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="attendance",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attendances", to="events.session"
            ),
        ),
        migrations.CreateModel(
            name="ActivityRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("notice", models.JSONField()),
                ("noticed_at", models.DateTimeField()),
                ("summary", models.TextField(blank=True, max_length=2000, verbose_name="summary")),
                ("summary_at", models.DateTimeField(blank=True, null=True)),
                (
                    "head_count",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="people counted who are on no list"
                    ),
                ),
                (
                    "summary_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="events.project"
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="activity_record", to="events.session"
                    ),
                ),
            ],
            options={
                "verbose_name": "activity record",
                "verbose_name_plural": "activity records",
                "ordering": ["session__starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("open", "open"), ("cancelled", "cancelled")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "state_note",
                    models.CharField(blank=True, max_length=200, verbose_name="what people are told about it"),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                (
                    "minutes_before",
                    models.PositiveSmallIntegerField(default=0, verbose_name="minutes before it starts"),
                ),
                ("minutes_after", models.PositiveSmallIntegerField(default=0, verbose_name="minutes after it ends")),
                ("minimum", models.PositiveSmallIntegerField(default=1, verbose_name="at least")),
                ("meeting_point", models.CharField(blank=True, max_length=100, verbose_name="meeting point")),
                (
                    "meeting_point_en",
                    models.CharField(blank=True, max_length=150, verbose_name="meeting point in English"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="what to know or bring")),
                (
                    "note_en",
                    models.CharField(blank=True, max_length=300, verbose_name="what to know or bring, in English"),
                ),
                ("alerted_hours", models.JSONField(default=list, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "centre",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts_held_here",
                        to="organisations.organisation",
                        verbose_name="centre",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shifts",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "pool",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shift",
                        to="events.pool",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shifts",
                        to="events.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="supervised_shifts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person in charge",
                    ),
                ),
            ],
            options={
                "verbose_name": "shift",
                "verbose_name_plural": "shifts",
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField(max_length=1000, verbose_name="what happened")),
                ("somebody_was_hurt", models.BooleanField(default=False, verbose_name="somebody was hurt")),
                ("made_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closing_note", models.CharField(blank=True, max_length=300, verbose_name="what was done")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="incidents", to="events.shift"
                    ),
                ),
            ],
            options={
                "verbose_name": "incident",
                "verbose_name_plural": "incidents",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="assignment",
            name="shift",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="events.shift"
            ),
        ),
        migrations.CreateModel(
            name="ShiftPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shift_plans",
                        to="events.category",
                        verbose_name="kind of programme",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shift_plans",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "plan of shifts",
                "verbose_name_plural": "plans of shifts",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StandingDuty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("weekdays", models.JSONField(verbose_name="on")),
                ("starts", models.TimeField(verbose_name="from")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(15)], verbose_name="minutes"
                    ),
                ),
                ("minimum", models.PositiveSmallIntegerField(default=1, verbose_name="at least")),
                (
                    "wished",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="people wished for",
                    ),
                ),
                ("meeting_point", models.CharField(blank=True, max_length=100, verbose_name="meeting point")),
                (
                    "meeting_point_en",
                    models.CharField(blank=True, max_length=150, verbose_name="meeting point in English"),
                ),
                ("starts_on", models.DateField(verbose_name="from the day")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("made_until", models.DateField(blank=True, editable=False, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standing_duties",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "standing duty",
                "verbose_name_plural": "standing duties",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="shift",
            name="duty",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shifts",
                to="events.standingduty",
                verbose_name="standing duty",
            ),
        ),
        migrations.CreateModel(
            name="StepMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "result",
                    models.CharField(
                        choices=[("passed", "passed"), ("not_passed", "not passed"), ("absent", "absent")],
                        max_length=10,
                    ),
                ),
                ("points", models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="step_marks", to="events.registration"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="events.coursestep"
                    ),
                ),
            ],
            options={
                "verbose_name": "result of a step",
                "verbose_name_plural": "results of steps",
                "constraints": [
                    models.UniqueConstraint(fields=("step", "registration"), name="one_mark_a_step_and_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Volunteer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=12, unique=True, verbose_name="volunteer number")),
                (
                    "national_number",
                    models.CharField(blank=True, max_length=30, verbose_name="number in the national volunteer system"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "active"),
                            ("paused", "taking a break"),
                            ("ended", "no longer a volunteer"),
                        ],
                        default="active",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("interests", models.JSONField(blank=True, default=list, verbose_name="what I like to help with")),
                ("skills", models.JSONField(blank=True, default=list, verbose_name="what I can do")),
                ("skills_note", models.CharField(blank=True, max_length=200, verbose_name="anything else I can do")),
                ("free_times", models.JSONField(blank=True, default=list, verbose_name="when I am free")),
                ("estate_codes", models.JSONField(blank=True, default=list, verbose_name="estates that I can reach")),
                ("guardian_agreed_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "guardian",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "languages",
                    models.ManyToManyField(
                        blank=True, related_name="volunteers", to="events.spokenlanguage", verbose_name="languages"
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="volunteer", to="accounts.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "volunteer",
                "verbose_name_plural": "volunteers",
                "ordering": ["number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("state", "ended")),
                            models.Q(models.Q(("state", "ended"), _negated=True), ("ended_at", None)),
                            _connector="OR",
                        ),
                        name="volunteer_ended_when",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StandIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="message")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "looking for a stand-in"),
                            ("taken", "somebody said yes; awaiting approval"),
                            ("done", "has a stand-in"),
                            ("declined", "declined"),
                            ("refused", "not approved"),
                            ("withdrawn", "taken back"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stand_ins", to="events.assignment"
                    ),
                ),
                (
                    "becomes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stood_in_by",
                        to="events.assignment",
                    ),
                ),
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
                    "asked",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_to_stand_in",
                        to="events.volunteer",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stands_in",
                        to="events.volunteer",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for a stand-in",
                "verbose_name_plural": "requests for stand-ins",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["open", "taken"])),
                        fields=("assignment",),
                        name="one_stand_in_sought_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="to")),
                (
                    "document",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("id_card", "resident identity card"),
                            ("passport", "passport"),
                            ("permit", "travel or residence permit"),
                        ],
                        max_length=10,
                        verbose_name="document",
                    ),
                ),
                ("document_secret", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField()),
                ("handler", models.CharField(blank=True, max_length=50, verbose_name="handled by")),
                ("in_charge", models.CharField(blank=True, max_length=50, verbose_name="person in charge")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                ("declined_note", models.CharField(blank=True, max_length=200, verbose_name="why not")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_proofs",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "proof",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_proof",
                        to="proofs.proof",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_proofs",
                        to="events.volunteer",
                    ),
                ),
            ],
            options={
                "verbose_name": "proof of service",
                "verbose_name_plural": "proofs of service",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="service_proof_has_length"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HoursEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="day")),
                ("minutes", models.IntegerField(verbose_name="minutes")),
                ("content", models.CharField(max_length=120, verbose_name="what was done")),
                ("content_en", models.CharField(blank=True, max_length=200, verbose_name="what was done, in English")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "awaiting approval"),
                            ("approved", "approved"),
                            ("refused", "not approved"),
                        ],
                        default="proposed",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assignment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hours",
                        to="events.assignment",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="events.hoursentry",
                    ),
                ),
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
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volunteer_hours",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hours", to="events.volunteer"
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of hours",
                "verbose_name_plural": "entries of hours",
                "ordering": ["-on", "-pk"],
                "indexes": [
                    models.Index(fields=["volunteer", "state", "on"], name="events_hour_volunte_3892b2_idx"),
                    models.Index(fields=["organisation", "state", "on"], name="events_hour_organis_39b760_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes", 0), _negated=True), name="hours_are_not_nothing"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0), ("corrects__isnull", False), _connector="OR"),
                        name="only_corrections_take_hours_away",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrects", None), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="hours_corrected_for_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("corrects", None)),
                        fields=("assignment",),
                        name="one_entry_of_hours_an_assignment",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="assignment",
            name="volunteer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="events.volunteer"
            ),
        ),
        migrations.CreateModel(
            name="VolunteerRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="what one does")),
                ("words_en", models.CharField(blank=True, max_length=400, verbose_name="what one does, in English")),
                ("skills", models.JSONField(blank=True, default=list, verbose_name="skills that help")),
                ("min_age", models.PositiveSmallIntegerField(default=16, verbose_name="from age")),
                ("is_risky", models.BooleanField(default=False, verbose_name="only once insurance is noted")),
                ("swaps_are_approved", models.BooleanField(default=False, verbose_name="we approve stand-ins")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("is_retired", models.BooleanField(default=False, verbose_name="no longer used")),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="volunteer_roles",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "requires",
                    models.ManyToManyField(
                        blank=True,
                        related_name="volunteer_roles",
                        to="events.qualificationkind",
                        verbose_name="only for holders of",
                    ),
                ),
            ],
            options={
                "verbose_name": "volunteers' role",
                "verbose_name_plural": "volunteers' roles",
                "ordering": ["position", "name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="standingduty",
            name="role",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties",
                to="events.volunteerrole",
                verbose_name="role",
            ),
        ),
        migrations.CreateModel(
            name="ShiftPlanLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "minutes_before",
                    models.PositiveSmallIntegerField(default=30, verbose_name="minutes before it starts"),
                ),
                ("minutes_after", models.PositiveSmallIntegerField(default=15, verbose_name="minutes after it ends")),
                ("minimum", models.PositiveSmallIntegerField(default=1, verbose_name="at least")),
                (
                    "wished",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="people wished for",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="events.shiftplan"
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.volunteerrole",
                        verbose_name="role",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("wished__gte", models.F("minimum")), ("wished__gte", 1)),
                        name="plan_wishes_enough",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="shift",
            name="role",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shifts",
                to="events.volunteerrole",
                verbose_name="role",
            ),
        ),
        migrations.CreateModel(
            name="VolunteerRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "needs_welcome",
                    models.BooleanField(default=False, verbose_name="we welcome volunteers before their first shift"),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="how we welcome them")),
                (
                    "words_en",
                    models.CharField(blank=True, max_length=400, verbose_name="how we welcome them, in English"),
                ),
                (
                    "alert_hours",
                    models.JSONField(
                        blank=True, default=list, verbose_name="hours before a shift at which we are told of gaps"
                    ),
                ),
                (
                    "absences",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        default=3,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="absences after which the coordinator decides",
                    ),
                ),
                (
                    "absence_days",
                    models.PositiveSmallIntegerField(
                        default=90,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(366),
                        ],
                        verbose_name="within days",
                    ),
                ),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="volunteer_rule",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule for volunteers",
                "verbose_name_plural": "rules for volunteers",
            },
        ),
        migrations.CreateModel(
            name="Welcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked to join"),
                            ("welcomed", "welcomed"),
                            ("declined", "not taken in"),
                            ("left", "left"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note for colleagues")),
                ("asked_at", models.DateTimeField()),
                ("welcomed_at", models.DateTimeField(blank=True, null=True)),
                ("insured_until", models.DateField(blank=True, null=True, verbose_name="insured until")),
                (
                    "insurance_note",
                    models.CharField(blank=True, max_length=100, verbose_name="insurer and number of the policy"),
                ),
                ("asked_last_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="volunteer_welcomes",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="welcomes", to="events.volunteer"
                    ),
                ),
                (
                    "welcomed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "volunteer of an organisation",
                "verbose_name_plural": "volunteers of an organisation",
                "ordering": ["-asked_at", "pk"],
                "indexes": [models.Index(fields=["organisation", "state"], name="events_welc_organis_e65eb2_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("volunteer", "organisation"), name="one_welcome_an_organisation")
                ],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=40, verbose_name="what is wished for")),
                ("title_en", models.CharField(blank=True, max_length=80, verbose_name="in English")),
                ("detail", models.CharField(blank=True, max_length=300, verbose_name="more about it")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("everyone", "Everyone"),
                            ("seniors", "Older people"),
                            ("families", "Families"),
                            ("children", "Children"),
                            ("youth", "Young people"),
                            ("adults", "Adults"),
                        ],
                        max_length=12,
                        verbose_name="for whom",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "being looked at"),
                            ("open", "open"),
                            ("looking", "we are looking for somebody"),
                            ("passed_on", "passed on to organisations"),
                            ("taken", "taken up"),
                            ("fulfilled", "it is on"),
                            ("declined", "not possible"),
                            ("merged", "joined with another"),
                            ("withdrawn", "withdrawn"),
                            ("closed", "closed"),
                            ("hidden", "not shown"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                (
                    "passed_to",
                    models.CharField(
                        blank=True,
                        choices=[("hosted", "the organisations that the centre hosts"), ("all", "all organisations")],
                        max_length=10,
                    ),
                ),
                ("returned_note", models.CharField(blank=True, max_length=300)),
                ("is_demo", models.BooleanField(default=False, editable=False)),
                ("created_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                ("passed_on_at", models.DateTimeField(blank=True, null=True)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="events.category",
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="events.wish",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="wishes",
                        to="events.programmepage",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes_taken",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "wish",
                "verbose_name_plural": "wishes",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["centre", "state"], name="events_wish_centre__b1a228_idx"),
                    models.Index(fields=["state", "passed_to"], name="events_wish_state_4d1950_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["taken", "fulfilled"]), _negated=True),
                            ("taken_by__isnull", False),
                            _connector="OR",
                        ),
                        name="taken_wish_has_an_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "passed_on"), _negated=True),
                            models.Q(("passed_to", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="passed_on_wish_has_a_reach",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged_into", None), ("state", "merged"), _connector="OR"),
                        name="only_merged_wishes_lead_elsewhere",
                    ),
                ],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="WishReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="what is wrong with it")),
                ("created_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "wish",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="events.wish"
                    ),
                ),
            ],
            options={
                "verbose_name": "report about a wish",
                "verbose_name_plural": "reports about wishes",
                "constraints": [models.UniqueConstraint(fields=("wish", "user"), name="one_report_an_account")],
            },
        ),
        migrations.CreateModel(
            name="WishVoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_code", models.CharField(blank=True, max_length=40)),
                ("is_first", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wish_voices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wish",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="voices", to="events.wish"
                    ),
                ),
            ],
            options={
                "verbose_name": "voice for a wish",
                "verbose_name_plural": "voices for wishes",
                "indexes": [models.Index(fields=["user", "created_at"], name="events_wish_user_id_3a9d0f_idx")],
                "constraints": [models.UniqueConstraint(fields=("wish", "user"), name="one_voice_an_account")],
            },
        ),
        migrations.CreateModel(
            name="ActivityPicture",
            fields=[
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("photo", "photograph"), ("sheet", "signed sheet")], max_length=10, verbose_name="kind"
                    ),
                ),
                (
                    "seen",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nobody", "nobody can be recognised"),
                            ("agreed", "whoever can be recognised has agreed"),
                        ],
                        max_length=10,
                        verbose_name="who can be seen",
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=80, verbose_name="what it shows")),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("looked_at", models.DateTimeField()),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pictures", to="events.activityrecord"
                    ),
                ),
            ],
            options={
                "verbose_name": "picture of an activity",
                "verbose_name_plural": "pictures of activities",
                "ordering": ["added_at", "key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "photo"), _negated=True),
                            models.Q(("seen", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="photograph_says_who_is_seen",
                    ),
                    models.UniqueConstraint(fields=("record", "sha256"), name="same_picture_once_a_record"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["state", "ends_at"], name="events_even_state_a3ef19_idx"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["programme", "starts_at"], name="events_even_program_e029f4_idx"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["organisation", "starts_at"], name="events_even_organis_54ee7f_idx"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["centre", "starts_at"], name="events_even_centre__5818f9_idx"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="event_has_length"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_at", None), ("closes_at", None), ("closes_at__gt", models.F("opens_at")), _connector="OR"
                ),
                name="event_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_party_size__gte", 1)), name="event_party_of_one_at_least"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("certified", "some"), _negated=True), ("certified_sessions__gte", 1), _connector="OR"
                ),
                name="certified_for_so_many",
            ),
        ),
        migrations.AddConstraint(
            model_name="coursestep",
            constraint=models.UniqueConstraint(fields=("course", "position"), name="one_step_a_position"),
        ),
        migrations.AddConstraint(
            model_name="coursestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("enough", None), ("most", None)),
                    models.Q(("enough__gte", 1), ("enough__lte", models.F("most")), ("most__gte", 1)),
                    _connector="OR",
                ),
                name="step_can_be_passed",
            ),
        ),
        migrations.AddIndex(
            model_name="attendance",
            index=models.Index(fields=["session", "state"], name="events_atte_session_96d339_idx"),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("registration", "session"), name="one_attendance_a_person_and_session"
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["volunteer", "state"], name="events_assi_volunte_e24d30_idx"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["shift", "state", "ticket"], name="events_assi_shift_i_8a7e80_idx"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("invited", "waiting", "confirmed"))),
                fields=("shift", "volunteer"),
                name="one_live_assignment_a_shift_and_volunteer",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "waiting"), ("ticket__isnull", False)),
                    models.Q(("state", "waiting"), _negated=True),
                    _connector="OR",
                ),
                name="assignment_waits_with_a_ticket",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("overridden", []), models.Q(("override_reason", ""), _negated=True), _connector="OR"
                ),
                name="overridden_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingduty",
            constraint=models.CheckConstraint(
                condition=models.Q(("wished__gte", models.F("minimum")), ("wished__gte", 1)), name="duty_wishes_enough"
            ),
        ),
        migrations.AddConstraint(
            model_name="standingduty",
            constraint=models.CheckConstraint(condition=models.Q(("minutes__gte", 15)), name="duty_has_length"),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["state", "starts_at"], name="events_shif_state_5a440a_idx"),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["organisation", "starts_at"], name="events_shif_organis_3a281d_idx"),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["session", "role"], name="events_shif_session_0bc66a_idx"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="shift_has_length"
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(("session", None), ("event__isnull", False), _connector="OR"),
                name="shift_of_a_session_has_its_event",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(fields=("duty", "starts_at"), name="one_shift_of_a_duty_and_start"),
        ),
    ]
