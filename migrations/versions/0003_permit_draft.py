"""Drafts of definitions, one at most per code, and who has their editor open"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "permit_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=41), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("editor", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["ab_user.id"], name=op.f("fk_permit_draft_author_id_ab_user")),
        sa.ForeignKeyConstraint(["editor_id"], ["ab_user.id"], name=op.f("fk_permit_draft_editor_id_ab_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit_draft")),
        sa.UniqueConstraint("code", name=op.f("uq_permit_draft_code")),
    )
    op.create_table(
        "draft_reader",
        sa.Column("code", sa.String(length=41), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_draft_reader_user_id_ab_user")),
        sa.PrimaryKeyConstraint("code", "user_id", name=op.f("pk_draft_reader")),
    )


def downgrade() -> None:
    op.drop_table("draft_reader")
    op.drop_table("permit_draft")
