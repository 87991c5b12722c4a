"""The JSON Schema of a definition's YAML (2020-12): editors complete and check by it. Made from the models."""

from __future__ import annotations

import json
from typing import Any

from app.permits.linter.names import COLUMNS
from app.permits.model import Definition
from app.permits.reserved import RESERVED
from app.permits.resolve import NARROWING
from app.permits.schema_words import DESCRIPTIONS, EXAMPLES

ID_PATTERN = "^[a-z][a-z0-9_]{0,40}$"
# What only the loader fills in; authors never write it.
DERIVED = {"FieldDef": ("sealed_by_source", "brings"), "Definition": ("tables",)}


def source_schema() -> dict[str, Any]:
    """The schema of what authors write: rules and texts as plain text, includes, `extends`."""
    schema = Definition.model_json_schema(by_alias=True, mode="validation")
    definitions: dict[str, Any] = schema["$defs"]
    definitions.pop("Table", None)
    definitions.pop("TableColumn", None)
    definitions["Rule"] = {"type": "string", "title": "Rumus", "minLength": 1}
    definitions["Text"] = {"anyOf": [{"type": "string"}, definitions["Text"]], "title": "Teks"}
    definitions["NumberPattern"] = {"anyOf": [{"type": "string"}, definitions["NumberPattern"]]}
    definitions["Fees"] = {"anyOf": [{"type": "array", "maxItems": 0}, definitions["Fees"]]}
    definitions["Include"] = _include()
    for name, keys in DERIVED.items():
        model = schema if name == "Definition" else definitions[name]
        for key in keys:
            model["properties"].pop(key, None)
    of = definitions["FieldDef"]["properties"]["of"]
    of["anyOf"] = [{"type": "string"}, *of["anyOf"]]
    for name in ("FieldDef", "DocumentDef"):
        definitions[name]["properties"]["id"] = {
            "type": "string",
            "pattern": ID_PATTERN,
            "not": {"enum": sorted(RESERVED - COLUMNS)},
        }
    for model, key in (
        (schema, "sections"),
        (schema, "documents"),
        (definitions["Section"], "fields"),
        (definitions["FieldDef"], "fields"),
        (definitions["Inspection"], "items"),
    ):
        items = model["properties"][key]
        items["items"] = {"anyOf": [items["items"], {"$ref": "#/$defs/Include"}]}
    asked = definitions["Section"]["properties"]["fields"]["items"]["anyOf"]
    asked[0] = {"allOf": [asked[0], {"properties": {"id": {"not": {"enum": sorted(COLUMNS)}}}}]}
    schema["properties"]["code"] = {"type": "string", "pattern": ID_PATTERN}
    schema["properties"] |= {
        "extends": {"type": "string", "pattern": ID_PATTERN},
        "abstract": {"type": "boolean"},
        "drop": {"type": "array", "items": {"type": "string"}},
    }
    for model in (schema, *definitions.values()):
        _describe(model.get("properties", {}))
    schema["required"] = ["apiVersion", "code"]  # a definition that extends another may leave out the rest
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Jenis izin SAKPORE"} | {
        key: value for key, value in schema.items() if key not in ("title", "description")
    }


def _describe(properties: dict[str, Any]) -> None:
    """What an editor shows beside a key, and what it offers to complete."""
    for key, shape in properties.items():
        if key in DESCRIPTIONS:
            shape.setdefault("description", DESCRIPTIONS[key])
        if key in EXAMPLES:
            shape.setdefault("examples", EXAMPLES[key])


def source_schema_text() -> str:
    """As it stands in `permit_schemas/permit.schema.json`."""
    return json.dumps(source_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _include() -> dict[str, Any]:
    properties: dict[str, Any] = {key: {} for key in sorted(NARROWING)}
    properties["include"] = {"type": "string", "pattern": r"^[a-z][a-z0-9_]*@[0-9]+$"}
    properties["only"] = {"type": "array", "items": {"type": "string"}}
    circumstances = ("recommended", "per", "reuse", "satisfied_by", "legal_basis", "certainty", "from")
    properties |= {key: {} for key in circumstances}
    return {"type": "object", "properties": properties, "required": ["include"], "additionalProperties": False}
