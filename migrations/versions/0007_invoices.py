"""Invoices, and the fee as it was reckoned at submission"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATE = sa.Enum("OPEN", "PAID", "VOID", "EXPIRED", name="invoicestate", native_enum=False, length=20)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("credit", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("method", sa.String(length=20), nullable=True),
        sa.Column("receipt", sa.String(length=60), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_invoice_application_id_application")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["ab_user.id"], name=op.f("fk_invoice_recorded_by_id_ab_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("method", "receipt", name=op.f("uq_invoice_method_receipt")),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_number")),
    )
    op.create_index(op.f("ix_invoice_application_id"), "invoice", ["application_id"])
    op.add_column("application", sa.Column("fees", JSON, nullable=True))


def downgrade() -> None:
    op.drop_column("application", "fees")
    op.drop_index(op.f("ix_invoice_application_id"), table_name="invoice")
    op.drop_table("invoice")
