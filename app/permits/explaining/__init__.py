"""“Mengapa?”: each hidden, required or computed result explains itself with the values and the article. Pure."""

from app.permits.explaining.explainer import Explainer

__all__ = ["Explainer"]
