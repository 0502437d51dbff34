"""teams, cycles and problems."""

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('teams',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('workspace_id', sa.String(), nullable=False),
    sa.Column('community_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_key', sa.String(), nullable=False),
    sa.Column('site', sa.String(), nullable=False),
    sa.Column('school_level', sa.String(), nullable=False),
    sa.Column('lead', sa.String(), nullable=True),
    sa.Column('note_taker', sa.String(), nullable=True),
    sa.Column('decision_maker', sa.String(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['communities.id'], name=op.f('fk_teams_community_id_communities'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_teams')),
    sa.UniqueConstraint('community_id', 'name_key', name=op.f('uq_teams_community_id_name_key'))
    )
    op.create_table('problems',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('workspace_id', sa.String(), nullable=False),
    sa.Column('community_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('presenter', sa.String(), nullable=False),
    sa.Column('is_anonymous', sa.Boolean(), nullable=False),
    sa.Column('stands_in', sa.String(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('numbers', sa.String(), nullable=False),
    sa.Column('observations', sa.String(), nullable=False),
    sa.Column('metric', sa.String(), nullable=False),
    sa.Column('metric_key', sa.String(), nullable=False),
    sa.Column('practice', sa.String(), nullable=False),
    sa.Column('student_group', sa.String(), nullable=False),
    sa.Column('group_key', sa.String(), nullable=False),
    sa.Column('tried', sa.String(), nullable=False),
    sa.Column('focus_question', sa.String(), nullable=False),
    sa.Column('protocol', sa.String(), nullable=False),
    sa.Column('pace', sa.String(), nullable=False),
    sa.Column('begins_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('paused_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('end_reason', sa.String(), nullable=False),
    sa.Column('review_note', sa.String(), nullable=False),
    sa.Column('heard', sa.String(), nullable=False),
    sa.Column('will_try', sa.String(), nullable=False),
    sa.Column('takeaways', sa.String(), nullable=False),
    sa.Column('followed_up_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('follow_up_tried', sa.String(), nullable=False),
    sa.Column('follow_up_result', sa.String(), nullable=False),
    sa.Column('catch_up_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('begun_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('digest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['communities.id'], name=op.f('fk_problems_community_id_communities'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['digest_id'], ['digests.id'], name=op.f('fk_problems_digest_id_digests'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_problems'))
    )
    with op.batch_alter_table('problems', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_problems_community_id_group_key'), ['community_id', 'group_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_problems_community_id_metric_key'), ['community_id', 'metric_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_problems_community_id_state'), ['community_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_problems_workspace_id_presenter'), ['workspace_id', 'presenter'], unique=False)

    op.create_table('team_people',
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('workspace_id', sa.String(), nullable=False),
    sa.Column('is_observer', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_team_people_team_id_teams'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('team_id', 'user_id', name=op.f('pk_team_people'))
    )
    with op.batch_alter_table('team_people', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_people_workspace_id_user_id'), ['workspace_id', 'user_id'], unique=False)

    op.create_table('contributions',
    sa.Column('problem_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ts', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=True),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=True),
    sa.Column('said_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('edited_at', UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['problem_id'], ['problems.id'], name=op.f('fk_contributions_problem_id_problems'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('problem_id', 'ts', name=op.f('pk_contributions'))
    )
    with op.batch_alter_table('contributions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contributions_problem_id_step'), ['problem_id', 'step'], unique=False)

    op.create_table('cycles',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('workspace_id', sa.String(), nullable=False),
    sa.Column('community_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('lead', sa.String(), nullable=True),
    sa.Column('note_taker', sa.String(), nullable=True),
    sa.Column('previous_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('problem_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('stage', sa.String(), nullable=False),
    sa.Column('problem', sa.String(), nullable=False),
    sa.Column('shared_learning', sa.String(), nullable=False),
    sa.Column('change', sa.String(), nullable=False),
    sa.Column('prediction', sa.String(), nullable=False),
    sa.Column('evidence_adult', sa.String(), nullable=False),
    sa.Column('evidence_student', sa.String(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('held', sa.String(), nullable=True),
    sa.Column('data_says', sa.String(), nullable=False),
    sa.Column('successes', sa.String(), nullable=False),
    sa.Column('challenges', sa.String(), nullable=False),
    sa.Column('learnt', sa.String(), nullable=False),
    sa.Column('decision', sa.String(), nullable=True),
    sa.Column('act_start', sa.String(), nullable=False),
    sa.Column('act_stop', sa.String(), nullable=False),
    sa.Column('act_keep', sa.String(), nullable=False),
    sa.Column('act_scale', sa.String(), nullable=False),
    sa.Column('next_step', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=True),
    sa.Column('checked_in_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('paused_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('pause_reason', sa.String(), nullable=False),
    sa.Column('began_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('finished_doing_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('studied_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_early', sa.Boolean(), nullable=False),
    sa.Column('close_reason', sa.String(), nullable=False),
    sa.Column('redraw_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('digest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['communities.id'], name=op.f('fk_cycles_community_id_communities'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['digest_id'], ['digests.id'], name=op.f('fk_cycles_digest_id_digests'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['previous_id'], ['cycles.id'], name=op.f('fk_cycles_previous_id_cycles'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['problem_id'], ['problems.id'], name=op.f('fk_cycles_problem_id_problems'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_cycles_team_id_teams'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cycles'))
    )
    with op.batch_alter_table('cycles', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cycles_community_id_lead'), ['community_id', 'lead'], unique=False)
        batch_op.create_index(batch_op.f('ix_cycles_community_id_stage'), ['community_id', 'stage'], unique=False)
        batch_op.create_index(batch_op.f('ix_cycles_previous_id'), ['previous_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cycles_problem_id'), ['problem_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cycles_redraw_at'), ['redraw_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_cycles_team_id'), ['team_id'], unique=False)

    op.create_table('hints',
    sa.Column('problem_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('hinted_at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['problem_id'], ['problems.id'], name=op.f('fk_hints_problem_id_problems'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('problem_id', 'user_id', 'step', name=op.f('pk_hints'))
    )
    op.create_table('problem_steps',
    sa.Column('problem_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('opens_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('ends_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('opened_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('was_extended', sa.Boolean(), nullable=False),
    sa.Column('asked_at', UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['problem_id'], ['problems.id'], name=op.f('fk_problem_steps_problem_id_problems'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('problem_id', 'step', name=op.f('pk_problem_steps'))
    )
    op.create_table('voice_invitations',
    sa.Column('problem_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('community_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('invited_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['community_id'], ['communities.id'], name=op.f('fk_voice_invitations_community_id_communities'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['problem_id'], ['problems.id'], name=op.f('fk_voice_invitations_problem_id_problems'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('problem_id', 'user_id', name=op.f('pk_voice_invitations'))
    )
    with op.batch_alter_table('voice_invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_voice_invitations_community_id_user_id_invited_at'), ['community_id', 'user_id', 'invited_at'], unique=False)

    op.create_table('voices',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('problem_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['problem_id'], ['problems.id'], name=op.f('fk_voices_problem_id_problems'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voices'))
    )
    with op.batch_alter_table('voices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_voices_problem_id'), ['problem_id'], unique=False)

    op.create_table('checkins',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('cycle_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('prompt', sa.String(), nullable=True),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('happened', sa.String(), nullable=False),
    sa.Column('surprises', sa.String(), nullable=False),
    sa.Column('links', sa.JSON(), nullable=False),
    sa.Column('help_wanted', sa.String(), nullable=False),
    sa.Column('noted_by', sa.String(), nullable=False),
    sa.Column('noted_at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cycle_id'], ['cycles.id'], name=op.f('fk_checkins_cycle_id_cycles'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkins'))
    )
    with op.batch_alter_table('checkins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checkins_cycle_id_noted_at'), ['cycle_id', 'noted_at'], unique=False)

    op.create_table('cycle_events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('cycle_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('by', sa.String(), nullable=True),
    sa.Column('at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['cycle_id'], ['cycles.id'], name=op.f('fk_cycle_events_cycle_id_cycles'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cycle_events'))
    )
    with op.batch_alter_table('cycle_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cycle_events_cycle_id_at'), ['cycle_id', 'at'], unique=False)

    op.create_table('cycle_prompts',
    sa.Column('cycle_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('which', sa.String(), nullable=False),
    sa.Column('answered_by', sa.String(), nullable=True),
    sa.Column('answered_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('snoozed_until', UtcDateTime(timezone=True), nullable=True),
    sa.Column('snoozed_by', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['cycle_id'], ['cycles.id'], name=op.f('fk_cycle_prompts_cycle_id_cycles'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('cycle_id', 'which', name=op.f('pk_cycle_prompts'))
    )
    op.create_table('measures',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('cycle_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('better', sa.String(), nullable=False),
    sa.Column('baseline', sa.Double(), nullable=True),
    sa.Column('target', sa.Double(), nullable=True),
    sa.ForeignKeyConstraint(['cycle_id'], ['cycles.id'], name=op.f('fk_measures_cycle_id_cycles'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measures')),
    sa.UniqueConstraint('cycle_id', 'position', name=op.f('uq_measures_cycle_id_position'))
    )
    op.create_table('observations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('measure_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('checkin_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('observed_on', sa.Date(), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('noted_at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['checkin_id'], ['checkins.id'], name=op.f('fk_observations_checkin_id_checkins'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['measure_id'], ['measures.id'], name=op.f('fk_observations_measure_id_measures'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_observations')),
    sa.UniqueConstraint('measure_id', 'observed_on', name=op.f('uq_observations_measure_id_observed_on'))
    )
    with op.batch_alter_table('observations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_observations_checkin_id'), ['checkin_id'], unique=False)

    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.create_index('ix_deliveries_openings', ['workspace_id', 'posted_ts'], unique=False, sqlite_where=sa.text("kind = 'problems.opening'"), postgresql_where=sa.text("kind = 'problems.opening'"))

    # SQLite rewrites the table for this. Without the keyword it would keep rows in order of arrival, by which an
    # anonymous learning could be put beside its author.
    with op.batch_alter_table('learnings', table_kwargs={'sqlite_with_rowid': False}) as batch_op:
        batch_op.add_column(sa.Column('cycle_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('problem_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_learnings_problem_id_problems'), 'problems', ['problem_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_learnings_cycle_id_cycles'), 'cycles', ['cycle_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.add_column(sa.Column('job', sa.String(), server_default='', nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.drop_column('job')

    with op.batch_alter_table('learnings', table_kwargs={'sqlite_with_rowid': False}) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_learnings_cycle_id_cycles'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_learnings_problem_id_problems'), type_='foreignkey')
        batch_op.drop_column('problem_id')
        batch_op.drop_column('cycle_id')

    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index('ix_deliveries_openings', sqlite_where=sa.text("kind = 'problems.opening'"), postgresql_where=sa.text("kind = 'problems.opening'"))

    with op.batch_alter_table('observations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_observations_checkin_id'))

    op.drop_table('observations')
    op.drop_table('measures')
    op.drop_table('cycle_prompts')
    with op.batch_alter_table('cycle_events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cycle_events_cycle_id_at'))

    op.drop_table('cycle_events')
    with op.batch_alter_table('checkins', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_checkins_cycle_id_noted_at'))

    op.drop_table('checkins')
    with op.batch_alter_table('voices', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_voices_problem_id'))

    op.drop_table('voices')
    with op.batch_alter_table('voice_invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_voice_invitations_community_id_user_id_invited_at'))

    op.drop_table('voice_invitations')
    op.drop_table('problem_steps')
    op.drop_table('hints')
    with op.batch_alter_table('cycles', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cycles_team_id'))
        batch_op.drop_index(batch_op.f('ix_cycles_redraw_at'))
        batch_op.drop_index(batch_op.f('ix_cycles_problem_id'))
        batch_op.drop_index(batch_op.f('ix_cycles_previous_id'))
        batch_op.drop_index(batch_op.f('ix_cycles_community_id_stage'))
        batch_op.drop_index(batch_op.f('ix_cycles_community_id_lead'))

    op.drop_table('cycles')
    with op.batch_alter_table('contributions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contributions_problem_id_step'))

    op.drop_table('contributions')
    with op.batch_alter_table('team_people', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_team_people_workspace_id_user_id'))

    op.drop_table('team_people')
    with op.batch_alter_table('problems', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_problems_workspace_id_presenter'))
        batch_op.drop_index(batch_op.f('ix_problems_community_id_state'))
        batch_op.drop_index(batch_op.f('ix_problems_community_id_metric_key'))
        batch_op.drop_index(batch_op.f('ix_problems_community_id_group_key'))

    op.drop_table('problems')
    op.drop_table('teams')
