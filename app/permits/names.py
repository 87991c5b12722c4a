"""Names of inputs: a field's id; `group-0-field` in rows; `object-field`, `address-jalan` in objects."""

from __future__ import annotations

from collections.abc import Container

from app.permits.model import FieldDef, FieldType

OTHER = "_lain"
ADDRESS_PARTS = ("jalan", "rt", "rw", "kelurahan", "kecamatan", "kota", "provinsi", "kode_pos")
LOCATION_PARTS = ("lat", "lon", "accuracy_m")


def input_name(*parts: str | int) -> str:
    """`input_name("barang", 0, "jenis")` is `barang-0-jenis`."""
    return "-".join(str(part) for part in parts)


def parts_of(field: FieldDef) -> tuple[str, ...]:
    """Names below an address or a map point; nothing for other types."""
    return {FieldType.ADDRESS: ADDRESS_PARTS, FieldType.LOCATION: LOCATION_PARTS}.get(field.type, ())


def field_of(name: str, ids: Container[str]) -> str:
    """The id, of those given, of the field that an input belongs to: `barang` of `barang-0-jenis`, `bahan` of the text
    beside *lainnya* `bahan_lain`; "" where it belongs to none of them."""
    head = name.partition("-")[0]
    return next((one for one in (head, head.removesuffix(OTHER)) if one in ids), "")


def paper_date_name(document_input: str) -> str:
    """The input for the date that stands on a paper."""
    return f"{document_input}-tanggal"


def split_row(name: str) -> tuple[str, int, str] | None:
    """`barang-0-jenis` → ("barang", 0, "jenis"); None when `name` is not of a row."""
    group, _, rest = name.partition("-")
    index, _, field = rest.partition("-")
    return (group, int(index), field) if index.isdigit() else None
