"""The edges: they read the request and the clock, call one service, commit, and answer. No rules live here."""
