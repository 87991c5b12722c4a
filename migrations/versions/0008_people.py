"""Parties, dates of events and their seats, allocations"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('event_date',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=41), nullable=False),
    sa.Column('event', sa.String(length=41), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('starts', sa.String(length=5), nullable=False),
    sa.Column('ends', sa.String(length=5), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('speakers', sa.Text(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_date'))
    )
    with op.batch_alter_table('event_date', schema=None) as batch_op:
        batch_op.create_index('ix_event_date_code_event_day', ['code', 'event', 'day'], unique=False)

    op.create_table('allocation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=41), nullable=False),
    sa.Column('quota', sa.String(length=41), nullable=False),
    sa.Column('key', sa.String(length=300), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_allocation_application_id_application')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocation'))
    )
    with op.batch_alter_table('allocation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_allocation_application_id'), ['application_id'], unique=False)
        batch_op.create_index('ix_allocation_code_quota_key', ['code', 'quota', 'key'], unique=False)

    op.create_table('event_seat',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('date_id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('row', sa.String(length=24), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attended', sa.Boolean(), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=True),
    sa.Column('marks', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=Text()), 'postgresql'), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('given_up', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_event_seat_application_id_application')),
    sa.ForeignKeyConstraint(['date_id'], ['event_date.id'], name=op.f('fk_event_seat_date_id_event_date')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_event_seat_recorded_by_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_seat'))
    )
    with op.batch_alter_table('event_seat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_seat_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_seat_date_id'), ['date_id'], unique=False)


    op.create_table('party_person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('party', sa.String(length=41), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('complete', sa.Boolean(), nullable=False),
    sa.Column('consent', sa.Enum('NONE', 'ASKED', 'GIVEN', 'REFUSED', name='consent', native_enum=False, length=20), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_party_person_application_id_application')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_party_person')),
    sa.UniqueConstraint('application_id', 'party', name=op.f('uq_party_person_application_id_party')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_party_person_token_hash'))
    )
    with op.batch_alter_table('party_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_party_person_application_id'), ['application_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('party_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_party_person_application_id'))

    op.drop_table('party_person')

    with op.batch_alter_table('event_seat', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_seat_date_id'))
        batch_op.drop_index(batch_op.f('ix_event_seat_application_id'))

    op.drop_table('event_seat')
    with op.batch_alter_table('allocation', schema=None) as batch_op:
        batch_op.drop_index('ix_allocation_code_quota_key')
        batch_op.drop_index(batch_op.f('ix_allocation_application_id'))

    op.drop_table('allocation')
    with op.batch_alter_table('event_date', schema=None) as batch_op:
        batch_op.drop_index('ix_event_date_code_event_day')

    op.drop_table('event_date')
