"""Which permits an application is about, and which paper of it ended them"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("issued_id", sa.Integer(), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_referral_application_id_application")
        ),
        sa.ForeignKeyConstraint(["issued_id"], ["issued.id"], name=op.f("fk_referral_issued_id_issued")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["issued.id"], name=op.f("fk_referral_ended_by_id_issued")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("application_id", "issued_id", name=op.f("uq_referral_application_id_issued_id")),
    )
    op.create_index(op.f("ix_referral_application_id"), "referral", ["application_id"])
    op.create_index(op.f("ix_referral_issued_id"), "referral", ["issued_id"])
    op.execute(
        "INSERT INTO referral (application_id, issued_id, ended_by_id) "
        "SELECT a.id, a.referred_id, (SELECT MIN(i.id) FROM issued i WHERE i.application_id = a.id "
        "AND i.supersedes_id = a.referred_id) FROM application a WHERE a.referred_id IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("referral")
