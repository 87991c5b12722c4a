"""What is wrong with a definition that has the right shape: its names, its meaning, the office's policy."""

from app.permits.linter.coverage import lint_coverage
from app.permits.linter.example_runs import lint_examples
from app.permits.linter.meaning import lint_meaning
from app.permits.linter.names import lint_names, named_tables
from app.permits.linter.neighbours import lint_neighbours
from app.permits.linter.packages import lint_packages
from app.permits.linter.policy import lint_policy
from app.permits.linter.renames import lint_renames
from app.permits.linter.standing import Office, lint_standing
from app.permits.linter.wording import lint_wording

__all__ = [
    "Office",
    "lint_coverage",
    "lint_examples",
    "lint_meaning",
    "lint_names",
    "lint_neighbours",
    "lint_packages",
    "lint_policy",
    "lint_renames",
    "lint_standing",
    "lint_wording",
    "named_tables",
]
