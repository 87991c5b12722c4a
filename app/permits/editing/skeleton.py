"""The text that a new permit type begins with: everything that every type needs, so that only its own matter is left."""

from __future__ import annotations

import re

from app.permits.editing import splicing
from app.permits.editing.writing import scalar

_TEXT = """\
# yaml-language-server: $schema=permit.schema.json
apiVersion: sakpore/v1
code: {code}
title: {{id: {title}}}
summary: {{id: {summary}}}
kind: {kind}
legal_basis:
  - {{id: keputusan, title: {{id: Keputusan Wali Kota tentang jenis izin ini}}, certainty: proposed}}
applicants: [perorangan, badan]
requests:
  baru: {{}}
sections:
  - {{include: pemohon@1}}
  - {{include: badan@1, visible: "applicant.kind == 'badan'"}}
documents:
  - {{include: ktp@1}}
  - {{include: surat_pernyataan_keabsahan@1}}
flow:
  clock: {{start: berkas.complete, total: 5}}
  correction: {{applicant_workdays: 10, max_rounds: 3, then: close}}
  tiers:
    - {{id: berkas, title: {{id: Pemeriksaan kelengkapan (Front Office)}}, role: petugas_fo, workdays: 1,
       checks: [documents, fields], outcomes: [complete, return]}}
    - {{id: kasi, title: {{id: Kepala Seksi}}, role: kepala_seksi, workdays: 1, outcomes: [forward, return, reject]}}
    - {{id: kabid, title: {{id: Kepala Bidang}}, role: kepala_bidang, workdays: 1, outcomes: [forward, return, reject]}}
  sign: {{id: ttd, title: {{id: Penandatanganan oleh Kepala Dinas}}, role: kepala_dinas, workdays: 1}}
fees: []
certificates:
  - id: izin
    title: {{id: {title}}}
    validity: {{years: 5}}
    number: "503/{{seq:04}}/{short}/{{month_roman}}/{{year}}"
    counter: {{scope: type, reset: year}}
public:
  columns: [nomor, nama, terbit, berlaku_sd, status]
retention: {{draft_days: 90, refused_years: 2, issued_years: 5}}
examples: []
"""


def new_type(code: str, title: str, *, kind: str = "perizinan", summary: str = "") -> str:
    """YAML of a new type that lacks only its own fields and two examples."""
    short = re.sub(r"[^A-Z0-9-]", "", code.upper().replace("_", "-"))
    return _TEXT.format(
        code=code,
        title=scalar(title),
        summary=scalar(summary or title),
        kind=kind,
        short=short,
    )


def copy_of(source: str, code: str, title: str) -> str:
    """Another type's text under its own code and name; its former ids and published base do not go along."""
    text = splicing.set_key(source, (), "code", code)
    text = splicing.set_key(text, (), "title", {"id": title})
    return splicing.drop_key(text, (), "short")


def slug(label: str, taken: set[str], fallback: str = "isian") -> str:
    """An id from a label: `Apakah memakai genset?` → `apakah_memakai_genset`, numbered where it is taken."""
    base = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")[:36].strip("_")
    if not base or not base[0].isalpha():
        base = f"{fallback}_{base}".strip("_")
    name, count = base, 1
    while name in taken:
        count += 1
        name = f"{base}_{count}"
    return name
