"""HOLD: what an applicant handed in: drafts, answers, documents, lifecycle.

Answers are split when written, open beside sealed; the services below see one mapping. The lifecycle alone decides a
status, `queries.scope` alone decides which rows a person sees, and `permits.assess` alone judges. Nothing here knows a
form or a request.
"""
