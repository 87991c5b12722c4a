"""Times in which the clock stands still, and the terms that due dates are reckoned from

An open case from before keeps the due date that it has: what it was promised was not written down.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=41), nullable=False),
        sa.Column("reason", sa.String(length=41), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("applicant", sa.Boolean(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("begun_by_id", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_pause_application_id_application")),
        sa.ForeignKeyConstraint(["begun_by_id"], ["ab_user.id"], name=op.f("fk_pause_begun_by_id_ab_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    op.create_index(op.f("ix_pause_application_id"), "pause", ["application_id"])
    op.add_column("application", sa.Column("clock_workdays", sa.Double(), nullable=True))
    op.add_column("open_tier", sa.Column("workdays", sa.Double(), nullable=True))


def downgrade() -> None:
    op.drop_column("open_tier", "workdays")
    op.drop_column("application", "clock_workdays")
    op.drop_index(op.f("ix_pause_application_id"), table_name="pause")
    op.drop_table("pause")
