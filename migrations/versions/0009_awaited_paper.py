"""Interim papers that wait for their signer"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "awaited_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=41), nullable=False),
        sa.Column("tier", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("agency", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_awaited_paper_application_id_application")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awaited_paper")),
        sa.UniqueConstraint("application_id", "product", name=op.f("uq_awaited_paper_application_id_product")),
    )


def downgrade() -> None:
    op.drop_table("awaited_paper")
