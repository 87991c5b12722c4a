"""A throw-away authority and signers for tests; keys are made once per run."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from app.certificates import keys, policy, rendering
from app.certificates.keystore import OpenKey
from app.certificates.signing import Job, KeySigner, Pkcs12Session

# signatures carry the real clock, so certificates and the moment of judging must be near it
NOW = datetime.now(UTC)
TEMPLATES = Path(__file__).parents[2] / "permit_schemas" / "certificates"
EMBLEM = (Path(__file__).parents[2] / "app/certificates/assets/emblem.svg").read_text()


def paper_data(**changes):
    """Everything that a template may read, with values that show where they land."""
    data = {
        "kop": {
            "pemerintah": "Pemerintah Kota Pekalongan",
            "dinas": "Dinas Penanaman Modal",
            "alamat": "Jalan Contoh 1",
            "kontak": "Telepon (0285) 000000",
            "lambang": "Lambang kota",
        },
        "judul": "Izin Contoh",
        "jenis": "Izin Contoh",
        "nomor": "503/0001/CTH/XI/2026",
        "nama": "Toko Truntum",
        "variant": {"id": "kecil", "title": "Kecil"},
        "fields": [{"id": "alamat", "label": "Alamat", "value": "Jalan Batik 7"}],
        "rows": {"barang": [{"jenis": "Batik tulis"}]},
        "columns": {"barang": [{"id": "jenis", "label": "Jenis"}]},
        "groups": [{"id": "barang", "label": "Barang"}],
        "values": {"alamat": "Jalan Batik 7"},
        "row": {},
        "row_fields": [],
        "terbit": "21 November 2026",
        "berlaku_sd": "21 November 2031",
        "tanggal": {"year": 2026, "month": 11, "day": 21},
        "penandatangan": {"nama": "Contoh Kepala", "jabatan": "Kepala Dinas", "nip": "1", "pangkat": "Pembina"},
        "tempat": "Pekalongan",
        "url": "http://127.0.0.1:8080/verifikasi/abcdefghijklmnopqrstuvwxyz012345",
        "token": "abcdefghijklmnopqrstuvwxyz012345",
        "salinan": "Hasil cetak dokumen ini merupakan salinan (Pasal 18 ayat (2)).",
        "development": True,
        "pengembangan": "SERTIFIKAT PENGEMBANGAN",
        "dasar_hukum": ["Peraturan Contoh"],
        "body": ["Wajib menaati peraturan."],
        "permohonan": "SP-7F3K-9Q2M",
        "diajukan": "1 November 2026",
        "penolakan": {"alasan": "Dokumen tidak sesuai.", "dasar": "", "catatan": []},
    }
    return {**data, **changes}


@dataclass(frozen=True)
class Authority:
    ca: keys.DevelopmentCa

    def key(self, name="Contoh Kepala", *, now=NOW, certificate=None):
        """A fresh key; `certificate(key)` makes another certificate than the usual one."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = certificate(key) if certificate else keys._signer_certificate(self.ca, key, keys.Person(1, name), now)
        return OpenKey(key, made, (self.ca.issuing, self.ca.root))


@cache
def authority(name="ours", *, now=NOW):
    return Authority(keys.ensure_development_ca(Path(mkdtemp(prefix=f"sakpore-{name}-")), now))


@cache
def head():
    return authority().key()


@cache
def unsigned(number="503/0001/CTH/XI/2026"):
    return rendering.render(TEMPLATES / "generic.typ", paper_data(nomor=number), emblem=EMBLEM)


@cache
def signed(number="503/0001/CTH/XI/2026"):
    return sign(unsigned(number), head())


def sign(pdf, opened):
    return Pkcs12Session(opened).sign(Job("test", pdf, "Penerbitan", "Pekalongan"))


def approve(pdf, opened, field="Approval"):
    """An ordinary signature that does not certify: what a stranger adds, or another backend makes."""
    metadata = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
    signer = signers.PdfSigner(metadata, signer=KeySigner(opened), new_field_spec=fields.SigFieldSpec(field))
    return signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=8192).getvalue()


def judge(pdf, *, pins=None, moment=NOW + timedelta(minutes=1)):
    roots = [authority().ca.root.public_bytes(Encoding.DER)]
    return policy.judge(pdf, roots, {keys.key_pin(head().certificate)} if pins is None else pins, moment)


def special_certificate(issuer_key, issuer_name, *, usage=None, extended=None, now=NOW, days=30):
    """A maker of odd certificates for `Authority.key`."""

    def make(key):
        builder = keys._builder(
            keys._name("Contoh Kepala"), issuer_name or keys._name("Contoh Kepala"), key, now, days=days
        )
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(usage or keys._key_usage(ca=False), critical=True)
        if extended:
            builder = builder.add_extension(x509.ExtendedKeyUsage([extended]), critical=True)
        return builder.sign(issuer_key or key, hashes.SHA256())

    return make
