"""The rule language of definitions: infix text, checked and compiled to strict JsonLogic, evaluated exactly.

It promises: compiling raises RuleError and nothing else, whatever the text; evaluating never raises, whatever the data;
numbers are scaled integers and never floats; no text is ever executed. It knows no field, section or database; a rule
sees what `Symbols` declare and `facts` hold.
"""

from app.permits.rules.calls import FUNCTIONS
from app.permits.rules.compiler import Compiled, compile_rule, compile_typed
from app.permits.rules.errors import RuleError
from app.permits.rules.evaluator import evaluate
from app.permits.rules.facts import from_fact, to_fact
from app.permits.rules.operands import applicable, operands
from app.permits.rules.sorts import (
    ANY,
    BOOLEAN,
    DATE,
    DATETIME,
    MAX_SAFE,
    TEXT,
    TEXTS,
    TIME,
    Kind,
    Sort,
    Symbols,
    column_sort,
    sort_of,
)

__all__ = [
    "ANY",
    "BOOLEAN",
    "DATE",
    "DATETIME",
    "FUNCTIONS",
    "MAX_SAFE",
    "TEXT",
    "TEXTS",
    "TIME",
    "Compiled",
    "Kind",
    "RuleError",
    "Sort",
    "Symbols",
    "applicable",
    "column_sort",
    "compile_rule",
    "compile_typed",
    "evaluate",
    "from_fact",
    "operands",
    "sort_of",
    "to_fact",
]
