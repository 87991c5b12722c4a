"""The one validator: what is asked of a case, what it amounts to, what is wrong with it. Pure, and it never raises."""

from app.permits.assessing.assessment import assess, check, check_staff, input_names
from app.permits.assessing.quotas import allocations
from app.permits.assessing.uniqueness import must_differ, unique_values
from app.permits.assessing.uses import limits_uses, overused, permit_references, pointers, weight

__all__ = [
    "allocations", "assess", "check", "check_staff", "input_names", "limits_uses", "must_differ", "overused",
    "permit_references", "pointers", "unique_values", "weight",
]  # fmt: skip
