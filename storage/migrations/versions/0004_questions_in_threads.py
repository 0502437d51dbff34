"""questions in threads."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('learning_questions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('channel', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('thread_ts', sa.String(), nullable=True))
        batch_op.create_index(batch_op.f('ix_learning_questions_thread_ts'), ['thread_ts'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('learning_questions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_learning_questions_thread_ts'))
        batch_op.drop_column('thread_ts')
        batch_op.drop_column('channel')
