"""What a definition says must hold together (IZN2xx)."""

from __future__ import annotations

from app.permits.linter import attributes, certificates, graph, ladder, references, terms, variants
from app.permits.linter.names import Report
from app.permits.model import Definition


def lint_meaning(definition: Definition, report: Report) -> None:
    """Everything that needs the whole definition; rules themselves are judged where they are compiled."""
    graph.lint_order(definition, report)
    graph.lint_cycles(definition, report)
    graph.lint_constant_rules(definition, report)
    references.lint_fields(definition, report)
    attributes.lint_attributes(definition, report)
    references.lint_requests(definition, report)
    references.lint_flow(definition, report)
    ladder.lint_ladder(definition, report)
    terms.lint_terms(definition, report)
    references.lint_documents(definition, report)
    certificates.lint_certificates(definition, report)
    variants.lint_variants(definition, report)
