"""Ids that no field, document or group may have: they would shadow something of a form, a mapped class or a rule.

A constant, since this package imports no framework; a test proves that it covers `dir()` of a form's instance and of
the mapped class (schema-language §3.17).
"""

from __future__ import annotations

import keyword

FORM = frozenset(
    {
        "data",
        "errors",
        "validate",
        "validate_on_submit",
        "process",
        "post_process",
        "populate_obj",
        "hidden_tag",
        "is_submitted",
        "meta",
        "form_errors",
        "csrf_token",
        "csrf",
        "submit",
        "iter_choices",
    }
)
MAPPED = frozenset(
    {
        "id",
        "reference",
        "pin_hash",
        "code",
        "version",
        "kind",
        "referred_id",
        "referrals",
        "status",
        "applicant_id",
        "filed_by_id",
        "party",
        "party_name",
        "applicant_snapshot",
        "answers",
        "corrections",
        "sealed",
        "staff_answers",
        "staff_sealed",
        "content_hash",
        "record_hash",
        "statement",
        "submit_token",
        "created_at",
        "changed_at",
        "submitted_at",
        "filed_on",
        "clock_started_at",
        "clock_workdays",
        "fees",
        "due_on",
        "due_at",
        "ended_at",
        "row_version",
        "documents",
        "brought_over",
        "bundle_id",
        "bundle_place",
        "metadata",
        "registry",
        "tier",
        "query",
        "position",
        "awareness",
    }
)
RULES = frozenset(
    {
        "doc",
        "verdict",
        "request",
        "applicant",
        "party",
        "variant",
        "inspection",
        "event",
        "defects",
        "today",
        "filled",
        "age",
        "days_between",
        "workdays_between",
        "minutes_between",
        "year",
        "add_days",
        "add_months",
        "sum",
        "count",
        "any",
        "all",
        "min",
        "max",
        "round_down",
        "round_half_up",
        "lookup",
        "changed",
        "row",
        "terbit",
        "berlaku_sd",
        "nomor",
    }
)
RESERVED = FORM | MAPPED | RULES | frozenset(keyword.kwlist) | frozenset(keyword.softkwlist)
# Columns of the register that every type has; `public.columns` may name them without declaring them.
BUILT_IN_COLUMNS = frozenset({"nomor", "nama", "terbit", "berlaku_sd", "status"})
