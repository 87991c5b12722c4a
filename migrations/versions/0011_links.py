"""Links between permits, and causes for which a permit is suspended"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('permit_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=41), nullable=False),
    sa.Column('field', sa.String(length=90), nullable=False),
    sa.Column('row', sa.String(length=24), nullable=False),
    sa.Column('issued_id', sa.Integer(), nullable=False),
    sa.Column('uses', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_permit_link_application_id_application')),
    sa.ForeignKeyConstraint(['issued_id'], ['issued.id'], name=op.f('fk_permit_link_issued_id_issued')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_permit_link'))
    )
    with op.batch_alter_table('permit_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_permit_link_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_permit_link_issued_id'), ['issued_id'], unique=False)
        batch_op.create_index('ix_permit_link_code_field', ['code', 'field'], unique=False)

    op.create_table('suspension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issued_id', sa.Integer(), nullable=False),
    sa.Column('cause', sa.String(length=80), nullable=False),
    sa.Column('manual', sa.Boolean(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['issued_id'], ['issued.id'], name=op.f('fk_suspension_issued_id_issued')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suspension'))
    )
    with op.batch_alter_table('suspension', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_suspension_issued_id'), ['issued_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('suspension', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_suspension_issued_id'))

    op.drop_table('suspension')
    with op.batch_alter_table('permit_link', schema=None) as batch_op:
        batch_op.drop_index('ix_permit_link_code_field')
        batch_op.drop_index(batch_op.f('ix_permit_link_issued_id'))
        batch_op.drop_index(batch_op.f('ix_permit_link_application_id'))

    op.drop_table('permit_link')
