"""Applications of several types that were filed together"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bundle',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=41), nullable=False),
    sa.Column('package', sa.String(length=41), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bundle'))
    )
    op.add_column('application', sa.Column('bundle_id', sa.Integer(), nullable=True))
    op.add_column('application', sa.Column('bundle_place', sa.Integer(), nullable=True))
    op.create_index(op.f('ix_application_bundle_id'), 'application', ['bundle_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_application_bundle_id'), 'application')
    op.drop_column('application', 'bundle_place')
    op.drop_column('application', 'bundle_id')
    op.drop_table('bundle')
