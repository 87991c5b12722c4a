"""PLUMBING: database, jobs, audit log, file store, encryption, mail, limits, calendar, settings.

Promises: what is written, is written in the caller's transaction or in one that says so; personal data lies sealed; a
process may be killed at any line. It never knows a permit, a page or a person, and it never decides what people may do.
"""
