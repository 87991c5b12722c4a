"""Where an inspector's photograph was taken"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("place", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("document", "place")
