"""DECLARE: the definition language, its rules, the one validator.

Promises: pure Python over plain values, no framework, no database, no clock; whatever stands in a file, loading
collects faults and raises nothing; whatever an applicant sends, `assess` answers and raises nothing. It never knows a
user, a row or a page.
"""

from app.permits import examples, fees, fieldtypes, flow, identity, inspection, names, numbers, validity
from app.permits.artefact import canonical, digest, from_canonical
from app.permits.assessing import assess, check, check_staff, input_names
from app.permits.case import Answers, Assessment, Case, DocumentFact, PermitFact, Problem
from app.permits.faults import Fault
from app.permits.flow import Stage, stages, tiers_before
from app.permits.inspection import Verdict
from app.permits.kinds import input_papers, is_asked, is_open, product_of, request_kind
from app.permits.library import Library
from app.permits.loader import Loaded, load_file, load_folder, load_text
from app.permits.model import Certificate, Definition, DocumentDef, FieldDef, FieldType, Section, Text, Tier
from app.permits.numbers import CounterClaim, NumberOverflow
from app.permits.products import Product, products

__all__ = [
    "Answers", "Assessment", "Case", "Certificate", "CounterClaim", "Definition", "DocumentDef", "DocumentFact",
    "Fault", "FieldDef", "FieldType", "Library", "Loaded", "NumberOverflow", "PermitFact", "Problem", "Product",
    "Section", "Stage", "Text", "Tier", "Verdict", "assess", "canonical", "check", "check_staff", "digest",
    "examples", "fees", "fieldtypes", "flow", "from_canonical", "identity", "input_names", "input_papers",
    "inspection", "is_asked", "is_open", "load_file", "load_folder", "load_text", "names", "numbers",
    "product_of", "products", "request_kind", "stages", "tiers_before", "validity",
]  # fmt: skip
