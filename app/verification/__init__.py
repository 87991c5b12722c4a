"""DECIDE: tiers, reviews, inspections, the working-day clock, queues.

Promises: an application may be signed only when every tier that applies said yes to its content as it stands, each by a
different person who has no other part in the file. There is no switch. Never signs, never knows a request; what it mails,
it mails as a job.
"""
