"""Publication by two persons: the dossier of a version, drafts handed in, dates ahead, drafts brought over"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("permit_type", sa.Column("closes_on", sa.Date(), nullable=True))
    op.add_column("permit_type", sa.Column("close_notice", sa.Text(), nullable=False, server_default=""))
    op.add_column("permit_type", sa.Column("next_version", sa.Integer(), nullable=True))
    op.add_column("permit_type", sa.Column("next_from", sa.Date(), nullable=True))
    op.add_column("permit_version", sa.Column("base_version", sa.Integer(), nullable=True))
    op.add_column("permit_version", sa.Column("author_id", sa.Integer(), nullable=True))
    op.add_column("permit_version", sa.Column("approver_id", sa.Integer(), nullable=True))
    op.add_column("permit_version", sa.Column("policy", Json, nullable=True))
    op.add_column("permit_version", sa.Column("dossier", Json, nullable=True))
    op.add_column("application", sa.Column("brought_over", Json, nullable=True))
    op.create_table(
        "permit_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=41), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.Column("writers", Json, nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.String(length=120), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit_submission")),
    )
    op.create_index(op.f("ix_permit_submission_code"), "permit_submission", ["code"])


def downgrade() -> None:
    op.drop_table("permit_submission")
    op.drop_column("application", "brought_over")
    for column in ("dossier", "policy", "approver_id", "author_id", "base_version"):
        op.drop_column("permit_version", column)
    for column in ("next_from", "next_version", "close_notice", "closes_on"):
        op.drop_column("permit_type", column)
