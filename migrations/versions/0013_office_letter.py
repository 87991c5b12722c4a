"""Letters that the office writes by itself about a permit"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "office_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("issued_id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=41), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("drawn_up_by_id", sa.Integer(), nullable=False),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_office_letter_application_id_application")),
        sa.ForeignKeyConstraint(["drawn_up_by_id"], ["ab_user.id"], name=op.f("fk_office_letter_drawn_up_by_id_ab_user")),
        sa.ForeignKeyConstraint(["issued_id"], ["issued.id"], name=op.f("fk_office_letter_issued_id_issued")),
        sa.ForeignKeyConstraint(["paper_id"], ["issued.id"], name=op.f("fk_office_letter_paper_id_issued")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_letter")),
    )
    op.create_index(op.f("ix_office_letter_application_id"), "office_letter", ["application_id"])
    op.create_index(op.f("ix_office_letter_issued_id"), "office_letter", ["issued_id"])


def downgrade() -> None:
    op.drop_table("office_letter")
