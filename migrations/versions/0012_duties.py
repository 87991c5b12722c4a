"""What holders hand in after issue, and until when a permit holds that rests on it"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('duty_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('issued_id', sa.Integer(), nullable=False),
    sa.Column('duty', sa.String(length=41), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('RECEIVED', 'ACCEPTED', 'RETURNED', 'MISSED', name='reportstate', native_enum=False, length=20), nullable=False),
    sa.Column('file_key', sa.String(length=64), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=60), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('judged_by_id', sa.Integer(), nullable=True),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_duty_report_application_id_application')),
    sa.ForeignKeyConstraint(['issued_id'], ['issued.id'], name=op.f('fk_duty_report_issued_id_issued')),
    sa.ForeignKeyConstraint(['judged_by_id'], ['ab_user.id'], name=op.f('fk_duty_report_judged_by_id_ab_user')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['ab_user.id'], name=op.f('fk_duty_report_noted_by_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_report'))
    )
    with op.batch_alter_table('duty_report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_duty_report_application_id'), ['application_id'], unique=False)
        batch_op.create_index('ix_duty_report_issued_id_duty', ['issued_id', 'duty'], unique=False)
        batch_op.create_index(batch_op.f('ix_duty_report_state'), ['state'], unique=False)

    op.add_column('issued', sa.Column('until_duty', sa.String(length=41), nullable=True))
    op.add_column('issued', sa.Column('latest_end', sa.Date(), nullable=True))
    op.add_column('suspension', sa.Column('reason', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('suspension', 'reason')
    op.drop_column('issued', 'latest_end')
    op.drop_column('issued', 'until_duty')
    op.drop_table('duty_report')
