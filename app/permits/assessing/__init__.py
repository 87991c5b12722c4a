"""The one validator: what is asked of a case, what it amounts to, what is wrong with it. Pure, and it never raises."""

from app.permits.assessing.assessment import assess, check, check_staff, input_names
from app.permits.assessing.quotas import allocations

__all__ = ["allocations", "assess", "check", "check_staff", "input_names"]
