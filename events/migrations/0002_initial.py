import django.db.models.deletion
import django.db.models.functions.comparison
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('events', '0001_initial'),
        ('organisations', '0001_initial'),
        ('proofs', '0001_initial'),
        ('questions', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='allowance',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allowances', to='organisations.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='answersheet',
            name='changed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='answersheet',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questions.questionsetversion'),
        ),
        migrations.AddField(
            model_name='approvalplan',
            name='centre',
            field=models.ForeignKey(blank=True, limit_choices_to={'kind': 'centre'}, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation', verbose_name='centre'),
        ),
        migrations.AddField(
            model_name='asking',
            name='version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questions.questionsetversion', verbose_name='questions'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='marked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ballot',
            name='drawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ballots_drawn', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='calendartoken',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_token', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='approvalplan',
            name='category',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='approval_plans', to='events.category', verbose_name='category'),
        ),
        migrations.AddField(
            model_name='checklist',
            name='category',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='check_lists', to='events.category'),
        ),
        migrations.AddField(
            model_name='checklist',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='courseresult',
            name='course',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='events.course'),
        ),
        migrations.AddField(
            model_name='coursestep',
            name='course',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='events.course'),
        ),
        migrations.AddField(
            model_name='courseresult',
            name='failed_step',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.coursestep'),
        ),
        migrations.AddField(
            model_name='doorlink',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attendancemark',
            name='link',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='marks', to='events.doorlink'),
        ),
        migrations.AddIndex(
            model_name='doorlinktry',
            index=models.Index(fields=['address_digest', 'tried_at'], name='events_door_address_692e6c_idx'),
        ),
        migrations.AddField(
            model_name='event',
            name='allowance',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='events.allowance', verbose_name='allowance'),
        ),
        migrations.AddField(
            model_name='event',
            name='centre',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events_held_here', to='organisations.organisation', verbose_name='centre'),
        ),
        migrations.AddField(
            model_name='event',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='organisations.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='doorlink',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='door_links', to='events.event'),
        ),
        migrations.AddField(
            model_name='course',
            name='event',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='course', to='events.event'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='event',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ballot', to='events.event'),
        ),
        migrations.AddField(
            model_name='asking',
            name='event',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='asking', to='events.event'),
        ),
        migrations.AddField(
            model_name='hostapproval',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='hostapproval',
            name='check_list',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.checklist'),
        ),
        migrations.AddField(
            model_name='hostapproval',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='hostapproval',
            name='revision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.revision'),
        ),
        migrations.AddField(
            model_name='hostapproval',
            name='step',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='host_approvals', to='wagtailcore.taskstate'),
        ),
        migrations.AddField(
            model_name='importedfile',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='noshow',
            name='attendance',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='no_show', to='events.attendance'),
        ),
        migrations.AddField(
            model_name='noshow',
            name='centre',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='no_shows', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='noshow',
            name='excused_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='noshow',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='no_shows', to='accounts.person'),
        ),
        migrations.AddField(
            model_name='noshowrule',
            name='centre',
            field=models.OneToOneField(limit_choices_to={'kind': 'centre'}, on_delete=django.db.models.deletion.CASCADE, related_name='no_show_rule', to='organisations.organisation', verbose_name='centre'),
        ),
        migrations.AddField(
            model_name='papersheet',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='paper_sheets', to='events.event'),
        ),
        migrations.AddField(
            model_name='papersheet',
            name='printed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='party',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='events.event'),
        ),
        migrations.AddField(
            model_name='party',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='answersheet',
            name='party',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answer_sheets', to='events.party'),
        ),
        migrations.AddField(
            model_name='pool',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pools', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='party',
            name='pool',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='events.pool'),
        ),
        migrations.AddField(
            model_name='party',
            name='reserve',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='waiting_parties', to='events.pool'),
        ),
        migrations.AddField(
            model_name='programmehost',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='programmepage',
            name='category',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='events.category', verbose_name='category'),
        ),
        migrations.AddField(
            model_name='programmepage',
            name='picture',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture'),
        ),
        migrations.AddField(
            model_name='programmehost',
            name='page',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='hosts', to='events.programmepage'),
        ),
        migrations.AddField(
            model_name='event',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='events.programmepage', verbose_name='programme'),
        ),
        migrations.AddField(
            model_name='programmespeaker',
            name='page',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='speakers', to='events.programmepage'),
        ),
        migrations.AddField(
            model_name='qualification',
            name='checked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='qualification',
            name='course',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='events.course'),
        ),
        migrations.AddField(
            model_name='qualification',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='organisations.organisation', verbose_name='recorded by'),
        ),
        migrations.AddField(
            model_name='qualification',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='accounts.person'),
        ),
        migrations.AddField(
            model_name='qualification',
            name='proof',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proofs.proof'),
        ),
        migrations.AddField(
            model_name='qualification',
            name='renews',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewed_by', to='events.qualification'),
        ),
        migrations.AddField(
            model_name='qualification',
            name='scan',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='questions.answerfile'),
        ),
        migrations.AddField(
            model_name='courseresult',
            name='qualification',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.qualification'),
        ),
        migrations.AddField(
            model_name='qualification',
            name='kind',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='events.qualificationkind', verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='event',
            name='requires',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.qualificationkind', verbose_name='only for holders of'),
        ),
        migrations.AddField(
            model_name='course',
            name='kind',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='events.qualificationkind', verbose_name='leads to'),
        ),
        migrations.AddField(
            model_name='recurrence',
            name='event',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='recurrence', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='registration',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='events.event'),
        ),
        migrations.AddField(
            model_name='registration',
            name='party',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='events.party'),
        ),
        migrations.AddField(
            model_name='registration',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='accounts.person'),
        ),
        migrations.AddField(
            model_name='courseresult',
            name='registration',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='course_result', to='events.registration'),
        ),
        migrations.AddField(
            model_name='attendancemark',
            name='registration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='events.registration'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='registration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='events.registration'),
        ),
        migrations.AddField(
            model_name='answersheet',
            name='registration',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answer_sheet', to='events.registration'),
        ),
        migrations.AddField(
            model_name='session',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='session',
            name='room',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='organisations.room', verbose_name='room'),
        ),
        migrations.AddField(
            model_name='papersheet',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='paper_sheets', to='events.session'),
        ),
        migrations.AddField(
            model_name='coursestep',
            name='sessions',
            field=models.ManyToManyField(blank=True, related_name='+', to='events.session', verbose_name='sessions'),
        ),
        migrations.AddField(
            model_name='attendancemark',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='events.session'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='events.session'),
        ),
        migrations.AddField(
            model_name='programmepage',
            name='languages',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='events.spokenlanguage', verbose_name='spoken languages'),
        ),
        migrations.AddField(
            model_name='stepmark',
            name='entered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stepmark',
            name='registration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='step_marks', to='events.registration'),
        ),
        migrations.AddField(
            model_name='stepmark',
            name='step',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='events.coursestep'),
        ),
        migrations.AddConstraint(
            model_name='allowance',
            constraint=models.CheckConstraint(condition=models.Q(('most__gte', 1)), name='allowance_of_one_at_least'),
        ),
        migrations.AddConstraint(
            model_name='allowance',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='allowance_has_length'),
        ),
        migrations.AddConstraint(
            model_name='approvalplan',
            constraint=models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('category', models.Value(0)), django.db.models.functions.comparison.Coalesce('centre', models.Value(0)), name='one_plan_a_kind_and_centre'),
        ),
        migrations.AddConstraint(
            model_name='approvalplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('second', ''), _negated=True), ('third', ''), _connector='OR'), name='no_third_level_without_a_second'),
        ),
        migrations.AddConstraint(
            model_name='checklist',
            constraint=models.UniqueConstraint(fields=('category', 'version'), name='one_check_list_a_version'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drawn_at', None), ('seed', '')), models.Q(('drawn_at__isnull', False), models.Q(('seed', ''), _negated=True)), _connector='OR'), name='drawn_with_a_seed'),
        ),
        migrations.AddConstraint(
            model_name='hostapproval',
            constraint=models.UniqueConstraint(fields=('step', 'organisation', 'level'), name='one_word_a_host_and_level'),
        ),
        migrations.AddConstraint(
            model_name='hostapproval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('at', None), ('by', None), ('revision', None)), models.Q(('at__isnull', False), ('by__isnull', False)), _connector='OR'), name='a_word_has_a_speaker'),
        ),
        migrations.AddConstraint(
            model_name='hostapproval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_publisher', False), ('level', 0), ('office', 'host')), models.Q(('is_publisher', True), ('level__gte', 1), ('level__lte', 3), models.Q(('office', 'host'), _negated=True)), _connector='OR'), name='levels_are_the_publishers'),
        ),
        migrations.AddIndex(
            model_name='noshow',
            index=models.Index(fields=['person', 'centre', 'happened_at'], name='events_nosh_person__cab9cd_idx'),
        ),
        migrations.AddConstraint(
            model_name='noshowrule',
            constraint=models.CheckConstraint(condition=models.Q(('count__gte', 1), ('days__gte', 1), ('days__lte', 366)), name='no_show_rule_means_something'),
        ),
        migrations.AddConstraint(
            model_name='pool',
            constraint=models.CheckConstraint(condition=models.Q(('taken__lte', models.F('capacity'))), name='never_more_taken_than_there_are'),
        ),
        migrations.AddConstraint(
            model_name='pool',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'open')), fields=('event',), name='one_open_pool_an_event'),
        ),
        migrations.AddConstraint(
            model_name='pool',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'desk')), fields=('event',), name='one_desk_pool_an_event'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(fields=['pool', 'state', 'ticket'], name='events_part_pool_id_cc863f_idx'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(fields=['made_by', '-created_at'], name='events_part_made_by_f05744_idx'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(condition=models.Q(('state', 'offered')), fields=['offer_ends_at'], name='offers_by_deadline'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(fields=('made_by', 'request_key'), name='same_request_same_answer'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('size__gte', 1)), name='party_of_one_at_least'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), _negated=True), ('ticket__isnull', False), ('stands_by_until__isnull', False), _connector='OR'), name='waiting_has_a_ticket'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'offered'), _negated=True), ('offer_ends_at__isnull', False), _connector='OR'), name='offered_has_a_deadline'),
        ),
        migrations.AddConstraint(
            model_name='programmehost',
            constraint=models.CheckConstraint(condition=models.Q(('share_percent', None), ('share_percent__lte', 100), _connector='OR'), name='host_share_of_a_whole'),
        ),
        migrations.AddIndex(
            model_name='qualification',
            index=models.Index(fields=['person', 'kind'], name='events_qual_person__6c8ed6_idx'),
        ),
        migrations.AddIndex(
            model_name='qualification',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['valid_until'], name='qualifications_by_end'),
        ),
        migrations.AddConstraint(
            model_name='qualification',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('obtained_on')), _connector='OR'), name='qualification_has_length'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['state', 'ends_at'], name='events_even_state_a3ef19_idx'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['programme', 'starts_at'], name='events_even_program_e029f4_idx'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['organisation', 'starts_at'], name='events_even_organis_54ee7f_idx'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['centre', 'starts_at'], name='events_even_centre__5818f9_idx'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='event_has_length'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('opens_at', None), ('closes_at', None), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='event_window'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('max_party_size__gte', 1)), name='event_party_of_one_at_least'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('certified', 'some'), _negated=True), ('certified_sessions__gte', 1), _connector='OR'), name='certified_for_so_many'),
        ),
        migrations.AddConstraint(
            model_name='recurrence',
            constraint=models.CheckConstraint(condition=models.Q(('frequency', 'once'), models.Q(('count', None), ('until__isnull', False)), models.Q(('count__gte', 1), ('until', None)), _connector='OR'), name='recurrence_ends'),
        ),
        migrations.AddConstraint(
            model_name='recurrence',
            constraint=models.CheckConstraint(condition=models.Q(('every__gte', 1)), name='recurrence_steps'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(fields=['event', 'state'], name='events_regi_event_i_2e14b2_idx'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(fields=['person', 'state'], name='events_regi_person__5aac5a_idx'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['entered', 'pending', 'waiting', 'offered', 'confirmed'])), fields=('event', 'person'), name='one_live_registration_a_person'),
        ),
        migrations.AddConstraint(
            model_name='courseresult',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failed_step', None), ('outcome', 'passed'), ('qualification__isnull', False)), models.Q(('failed_step__isnull', False), ('outcome', 'not_passed'), ('qualification', None)), _connector='OR'), name='passed_with_a_qualification'),
        ),
        migrations.AddConstraint(
            model_name='answersheet',
            constraint=models.UniqueConstraint(condition=models.Q(('registration', None)), fields=('party',), name='one_sheet_for_the_party'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['event', 'starts_at'], name='events_sess_event_i_c1c105_idx'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['room', 'starts_at'], name='events_sess_room_id_d50795_idx'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='session_has_length'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.UniqueConstraint(fields=('event', 'number'), name='one_session_a_number'),
        ),
        migrations.AddConstraint(
            model_name='papersheet',
            constraint=models.UniqueConstraint(fields=('event', 'number'), name='one_sheet_a_number'),
        ),
        migrations.AddConstraint(
            model_name='coursestep',
            constraint=models.UniqueConstraint(fields=('course', 'position'), name='one_step_a_position'),
        ),
        migrations.AddConstraint(
            model_name='coursestep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('enough', None), ('most', None)), models.Q(('enough__gte', 1), ('enough__lte', models.F('most')), ('most__gte', 1)), _connector='OR'), name='step_can_be_passed'),
        ),
        migrations.AddConstraint(
            model_name='attendancemark',
            constraint=models.UniqueConstraint(fields=('session', 'registration', 'key'), name='same_mark_counts_once'),
        ),
        migrations.AddIndex(
            model_name='attendance',
            index=models.Index(fields=['session', 'state'], name='events_atte_session_96d339_idx'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('registration', 'session'), name='one_attendance_a_person_and_session'),
        ),
        migrations.AddConstraint(
            model_name='programmepage',
            constraint=models.CheckConstraint(condition=models.Q(('min_age', None), ('max_age', None), ('min_age__lte', models.F('max_age')), _connector='OR'), name='programme_ages_in_order'),
        ),
        migrations.AddConstraint(
            model_name='programmepage',
            constraint=models.CheckConstraint(condition=models.Q(('fee_yuan__gte', 0)), name='programme_fee_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='stepmark',
            constraint=models.UniqueConstraint(fields=('step', 'registration'), name='one_mark_a_step_and_person'),
        ),
    ]
