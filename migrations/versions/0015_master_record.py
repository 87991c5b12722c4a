"""Master records: lists that the office keeps and forms refer to"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('master_record',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=41), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('cells', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_master_record'))
    )
    with op.batch_alter_table('master_record', schema=None) as batch_op:
        batch_op.create_index('ix_master_record_kind_key', ['kind', 'key'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('master_record', schema=None) as batch_op:
        batch_op.drop_index('ix_master_record_kind_key')

    op.drop_table('master_record')
