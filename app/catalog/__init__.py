"""PUBLISH: published versions of permit types, immutable and hashed, live in every process.

A file in `permit_schemas/` is input; the row is the truth. Nothing is edited or deleted, nothing is built until
somebody asks for it, and a broken file or a broken row never takes another type down. This package grants no permission
itself: `create_app` hands it the function that does.
"""

from app.catalog.granting import Granted, set_granter
from app.catalog.replaying import set_replayer
from app.catalog.report import FileState, compare_files
from app.catalog.service import Published, close, publish, publish_missing
from app.catalog.versions import Step, TypeEntry, definition, entries, entry, find_code_by_camel, live, steps

__all__ = [
    "FileState",
    "Granted",
    "Published",
    "Step",
    "TypeEntry",
    "close",
    "compare_files",
    "definition",
    "entries",
    "entry",
    "find_code_by_camel",
    "live",
    "publish",
    "publish_missing",
    "set_granter",
    "set_replayer",
    "steps",
]
