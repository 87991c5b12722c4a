"""The form in which a definition is published: canonical JSON and its hash."""

from __future__ import annotations

import hashlib
import json

from app.permits.model import Definition


def canonical(definition: Definition) -> str:
    """Sorted keys, no spaces, defaults left out: equal definitions give equal text."""
    data = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def from_canonical(text: str) -> Definition:
    """Raises pydantic.ValidationError when the text is no definition."""
    return Definition.model_validate_json(text)


def digest(text: str) -> str:
    """sha256 of canonical JSON, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
