"""“Mengapa?”: each hidden, required or computed result explains itself with the values and the article. Pure."""

from app.permits.explaining.explainer import Explainer, is_profile_copy, sealed_names

__all__ = ["Explainer", "is_profile_copy", "sealed_names"]
