"""learnings found by their answer."""

from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('learnings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_learnings_convening_id'), ['convening_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_learnings_response_id'), ['response_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('learnings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_learnings_response_id'))
        batch_op.drop_index(batch_op.f('ix_learnings_convening_id'))
