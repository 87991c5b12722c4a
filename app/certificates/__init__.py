"""ISSUE: numbers, rendering, signing, authenticity, the register of permits.

Nothing is signed without an `Approval` that `verification` makes and this package checks; no number is handed to two
cases; no private key or passphrase is ever stored in clear, put in a job or written to a log. Nobody else uses
typst and pyHanko.
"""
