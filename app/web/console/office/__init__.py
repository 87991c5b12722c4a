"""What the office itself keeps: holidays, tables, the audit log, signers, settings. Read mostly; each change is audited."""
