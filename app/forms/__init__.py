"""ASK: a definition's section as a WTForms form. It parses what was typed and shows what is stored; it never judges.

What is wrong or missing is `permits.assess`'s to say; `questions` brings both together for a template.
"""

from app.forms.builders import FIELD_BUILDERS
from app.forms.live import Live
from app.forms.questions import Question, Row, View
from app.forms.sections import ReadOnly, SectionForm, asked, build, form_class, padded

__all__ = [
    "FIELD_BUILDERS",
    "Live",
    "Question",
    "ReadOnly",
    "Row",
    "SectionForm",
    "View",
    "asked",
    "build",
    "form_class",
    "padded",
]
