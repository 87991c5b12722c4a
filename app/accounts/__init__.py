"""Who: accounts, applicants' profiles, officers' assignments, roles and permissions, log-in and sessions.

Promises: nobody learns from an answer or its time whether an e-mail or a NIK is known here; nobody grants himself
anything; what is secret (passwords, tokens, NIK) lies hashed or sealed. Never: a password in a mail, a hash computed
inside a write transaction, a user deleted.
"""
