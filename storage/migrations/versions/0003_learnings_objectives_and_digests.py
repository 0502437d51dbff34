"""learnings, objectives and digests."""

import secrets

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime
from storage.folding import folded

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


SEARCH_ON_SQLITE = (
    # The words stay in learning_search alone; the index refers to its rows.
    "CREATE VIRTUAL TABLE learning_fts USING fts5"
    "(words, content='learning_search', content_rowid='id', tokenize='unicode61', prefix='2 3 4')",
    "CREATE TRIGGER learning_search_insert AFTER INSERT ON learning_search BEGIN "
    "INSERT INTO learning_fts(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER learning_search_delete AFTER DELETE ON learning_search BEGIN "
    "INSERT INTO learning_fts(learning_fts, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER learning_search_update AFTER UPDATE ON learning_search BEGIN "
    "INSERT INTO learning_fts(learning_fts, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO learning_fts(rowid, words) VALUES (new.id, new.words); END",
)
SEARCH_ON_POSTGRESQL = (
    "CREATE INDEX ix_learning_search_words ON learning_search USING gin (to_tsvector('simple', words))",
)


def upgrade() -> None:
    op.create_table('digest_readers',
    sa.Column('community_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('since', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['communities.id'], name=op.f('fk_digest_readers_community_id_communities'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('community_id', 'user_id', name=op.f('pk_digest_readers'))
    )
    op.create_table('learning_requests',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('workspace_id', sa.String(), nullable=False),
    sa.Column('community_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('ts', sa.String(), nullable=False),
    sa.Column('author', sa.String(), nullable=False),
    sa.Column('asked_by', sa.String(), nullable=False),
    sa.Column('via', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('asked_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('answered_at', UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id'], ['communities.id'], name=op.f('fk_learning_requests_community_id_communities'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_learning_requests')),
    sa.UniqueConstraint('workspace_id', 'channel', 'ts', name=op.f('uq_learning_requests_workspace_id_channel_ts'))
    )
    op.create_table('less_of',
    sa.Column('community_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('part', sa.String(), nullable=False),
    sa.Column('said_at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['communities.id'], name=op.f('fk_less_of_community_id_communities'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('community_id', 'user_id', 'part', name=op.f('pk_less_of'))
    )
    op.create_table('objectives',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('workspace_id', sa.String(), nullable=False),
    sa.Column('community_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_key', sa.String(), nullable=False),
    sa.Column('measure', sa.String(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('better', sa.String(), nullable=False),
    sa.Column('baseline', sa.Double(), nullable=True),
    sa.Column('target', sa.Double(), nullable=False),
    sa.Column('by_on', sa.Date(), nullable=False),
    sa.Column('owner', sa.String(), nullable=True),
    sa.Column('closed_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['communities.id'], name=op.f('fk_objectives_community_id_communities'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objectives')),
    sa.UniqueConstraint('community_id', 'name_key', name=op.f('uq_objectives_community_id_name_key'))
    )
    op.create_table('asks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('community_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('asked_by', sa.String(), nullable=False),
    sa.Column('asked_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('closed_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('digest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['community_id'], ['communities.id'], name=op.f('fk_asks_community_id_communities'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['digest_id'], ['digests.id'], name=op.f('fk_asks_digest_id_digests'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asks'))
    )
    with op.batch_alter_table('asks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_asks_community_id_closed_at'), ['community_id', 'closed_at'], unique=False)

    op.create_table('objective_values',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('objective_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('observed_on', sa.Date(), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('noted_by', sa.String(), nullable=False),
    sa.Column('noted_at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['objective_id'], ['objectives.id'], name=op.f('fk_objective_values_objective_id_objectives'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objective_values')),
    sa.UniqueConstraint('objective_id', 'observed_on', name=op.f('uq_objective_values_objective_id_observed_on'))
    )
    op.create_table('report_backs',
    sa.Column('convening_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('shared_on', sa.Date(), nullable=True),
    sa.Column('council_said', sa.String(), nullable=False),
    sa.Column('noted_by', sa.String(), nullable=True),
    sa.Column('noted_at', UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['convening_id'], ['convenings.id'], name=op.f('fk_report_backs_convening_id_convenings'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_report_backs_team_id_teams'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('convening_id', 'team_id', name=op.f('pk_report_backs'))
    )
    op.create_table('offers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('community_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ask_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('offered_in', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('offered_by', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('offered_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('outcome_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('digest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['ask_id'], ['asks.id'], name=op.f('fk_offers_ask_id_asks'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['community_id'], ['communities.id'], name=op.f('fk_offers_community_id_communities'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['digest_id'], ['digests.id'], name=op.f('fk_offers_digest_id_digests'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['offered_in'], ['digests.id'], name=op.f('fk_offers_offered_in_digests'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offers'))
    )
    with op.batch_alter_table('offers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offers_community_id_digest_id'), ['community_id', 'digest_id'], unique=False)

    op.create_table('endorsements',
    sa.Column('learning_id', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('endorsed_at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['learning_id'], ['learnings.id'], name=op.f('fk_endorsements_learning_id_learnings'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('learning_id', 'user_id', name=op.f('pk_endorsements')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('endorsements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_endorsements_endorsed_at'), ['endorsed_at'], unique=False)

    op.create_table('digest_learnings',
    sa.Column('digest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('learning_id', sa.String(), nullable=False),
    sa.Column('part', sa.String(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('endorsements', sa.Integer(), nullable=False),
    sa.Column('gained', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['digest_id'], ['digests.id'], name=op.f('fk_digest_learnings_digest_id_digests'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['learning_id'], ['learnings.id'], name=op.f('fk_digest_learnings_learning_id_learnings'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('digest_id', 'learning_id', name=op.f('pk_digest_learnings')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('digest_learnings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_digest_learnings_learning_id'), ['learning_id'], unique=False)

    op.create_table('learning_questions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('learning_id', sa.String(), nullable=False),
    sa.Column('asker', sa.String(), nullable=False),
    sa.Column('is_unnamed', sa.Boolean(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('asked_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('answered_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('digest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['digest_id'], ['digests.id'], name=op.f('fk_learning_questions_digest_id_digests'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['learning_id'], ['learnings.id'], name=op.f('fk_learning_questions_learning_id_learnings'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_learning_questions'))
    )
    with op.batch_alter_table('learning_questions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_learning_questions_learning_id'), ['learning_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_learning_questions_digest_id'), ['digest_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_learning_questions_asked_at'), ['asked_at'], unique=False)

    op.create_table('learning_search',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('learning_id', sa.String(), nullable=False),
    sa.Column('community_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['learning_id'], ['learnings.id'], name=op.f('fk_learning_search_learning_id_learnings'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_learning_search')),
    sa.UniqueConstraint('learning_id', name=op.f('uq_learning_search_learning_id'))
    )
    op.create_table('learning_tags',
    sa.Column('learning_id', sa.String(), nullable=False),
    sa.Column('tag_key', sa.String(), nullable=False),
    sa.Column('tag', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['learning_id'], ['learnings.id'], name=op.f('fk_learning_tags_learning_id_learnings'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('learning_id', 'tag_key', name=op.f('pk_learning_tags')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('learning_tags', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_learning_tags_tag_key'), ['tag_key'], unique=False)

    op.create_table('objective_measures',
    sa.Column('objective_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('measure_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['measure_id'], ['measures.id'], name=op.f('fk_objective_measures_measure_id_measures'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['objective_id'], ['objectives.id'], name=op.f('fk_objective_measures_objective_id_objectives'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('objective_id', 'measure_id', name=op.f('pk_objective_measures'))
    )
    with op.batch_alter_table('objective_measures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objective_measures_measure_id'), ['measure_id'], unique=False)

    with op.batch_alter_table('digests', schema=None) as batch_op:
        batch_op.add_column(sa.Column('intro', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('leaders_note', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('choices', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('held_at', UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('held_by', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False))

    with op.batch_alter_table('learnings', table_kwargs={'sqlite_with_rowid': False}) as batch_op:
        batch_op.add_column(sa.Column('text_key', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('source_channel', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('source_ts', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('source_state', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('contact', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('via', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('joined_to', sa.String(), nullable=True))
        batch_op.create_index(batch_op.f('ix_learnings_joined_to'), ['joined_to'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_learnings_joined_to_learnings'), 'learnings', ['joined_to'], ['id'], ondelete='SET NULL')
        batch_op.add_column(sa.Column('told_endorsements', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False))
        batch_op.create_index(batch_op.f('ix_learnings_community_id_shared_on'), ['community_id', 'shared_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_learnings_community_id_text_key'), ['community_id', 'text_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_learnings_source_channel_source_ts'), ['source_channel', 'source_ts'], unique=False)

    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in SEARCH_ON_POSTGRESQL if is_postgresql else SEARCH_ON_SQLITE:
        op.execute(statement)
    op.execute("UPDATE learnings SET contact = author")
    _make_findable()
    _take_words_out_of_snapshots()


def _make_findable() -> None:
    """What was kept before is found as well, and known again when somebody says the same."""
    there = op.get_bind().execute(sa.text("SELECT id, community_id, text FROM learnings")).all()
    for learning_id, community_id, text in there:
        told = {
            "id": secrets.randbits(62),
            "learning": learning_id,
            "community": community_id,
            "words": folded(text),
        }
        op.get_bind().execute(
            sa.text(
                "INSERT INTO learning_search (id, learning_id, community_id, words)"
                " VALUES (:id, :learning, :community, :words)"
            ),
            told,
        )
        op.get_bind().execute(
            sa.text("UPDATE learnings SET text_key = :words WHERE id = :learning"), told
        )


TOLD_BEFORE = """
    INSERT INTO digest_learnings (digest_id, learning_id, part, place, endorsements, gained)
    SELECT digest_id, id, 'learnings', row_number() OVER (PARTITION BY digest_id ORDER BY shared_on, id) - 1, 0, 0
    FROM learnings WHERE digest_id IS NOT NULL
"""


_DIGESTS = sa.table("digests", sa.column("id"), sa.column("snapshot", sa.JSON(none_as_null=True)))


def _take_words_out_of_snapshots() -> None:
    """Digests held the words of learnings; now they refer to them, so that what is withdrawn is gone."""
    op.execute(TOLD_BEFORE)
    for digest_id, snapshot in _snapshots():
        kept = {part: told for part, told in snapshot.items() if part != "learnings"}
        for problem in (kept.get("problems") or {}).get("closed", ()):
            problem["takeaways"] = []  # they are learnings, too
        _write_snapshot(digest_id, kept)


def _put_words_back_into_snapshots() -> None:
    told = sa.text(
        "SELECT text, author FROM learnings JOIN digest_learnings ON learning_id = learnings.id"
        " WHERE digest_learnings.digest_id = :digest AND withdrawn_at IS NULL ORDER BY part, place"
    )
    for digest_id, snapshot in _snapshots():
        there = op.get_bind().execute(told, {"digest": digest_id})
        words = [{"text": text, "author": author, "convening_title": ""} for text, author in there]
        _write_snapshot(digest_id, snapshot | {"learnings": words})


def _snapshots():
    there = op.get_bind().execute(sa.select(_DIGESTS.c.id, _DIGESTS.c.snapshot)).all()
    return [(digest_id, snapshot) for digest_id, snapshot in there if snapshot is not None]


def _write_snapshot(digest_id, snapshot) -> None:
    op.execute(_DIGESTS.update().where(_DIGESTS.c.id == digest_id).values(snapshot=snapshot))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for occasion in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER learning_search_{occasion}")
        op.execute("DROP TABLE learning_fts")
    _put_words_back_into_snapshots()
    with op.batch_alter_table('learnings', table_kwargs={'sqlite_with_rowid': False}) as batch_op:
        batch_op.drop_index(batch_op.f('ix_learnings_source_channel_source_ts'))
        batch_op.drop_index(batch_op.f('ix_learnings_community_id_text_key'))
        batch_op.drop_index(batch_op.f('ix_learnings_community_id_shared_on'))
        batch_op.drop_column('version')
        batch_op.drop_column('told_endorsements')
        batch_op.drop_constraint(batch_op.f('fk_learnings_joined_to_learnings'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_learnings_joined_to'))
        batch_op.drop_column('joined_to')
        batch_op.drop_column('via')
        batch_op.drop_column('contact')
        batch_op.drop_column('source_state')
        batch_op.drop_column('source_ts')
        batch_op.drop_column('source_channel')
        batch_op.drop_column('text_key')

    with op.batch_alter_table('digests', schema=None) as batch_op:
        batch_op.drop_column('version')
        batch_op.drop_column('held_by')
        batch_op.drop_column('held_at')
        batch_op.drop_column('choices')
        batch_op.drop_column('leaders_note')
        batch_op.drop_column('intro')

    with op.batch_alter_table('objective_measures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_objective_measures_measure_id'))

    op.drop_table('objective_measures')
    with op.batch_alter_table('learning_tags', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_learning_tags_tag_key'))

    op.drop_table('learning_tags')
    op.drop_table('learning_search')
    with op.batch_alter_table('learning_questions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_learning_questions_asked_at'))
        batch_op.drop_index(batch_op.f('ix_learning_questions_digest_id'))
        batch_op.drop_index(batch_op.f('ix_learning_questions_learning_id'))

    op.drop_table('learning_questions')
    with op.batch_alter_table('digest_learnings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_digest_learnings_learning_id'))

    op.drop_table('digest_learnings')
    with op.batch_alter_table('endorsements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_endorsements_endorsed_at'))

    op.drop_table('endorsements')
    with op.batch_alter_table('offers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_offers_community_id_digest_id'))

    op.drop_table('offers')
    op.drop_table('report_backs')
    op.drop_table('objective_values')
    with op.batch_alter_table('asks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_asks_community_id_closed_at'))

    op.drop_table('asks')
    op.drop_table('objectives')
    op.drop_table('less_of')
    op.drop_table('learning_requests')
    op.drop_table('digest_readers')
