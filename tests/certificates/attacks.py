"""The attack table of the signing notes: each entry builds one file that is not what the office issued."""

import re
from datetime import timedelta
from io import BytesIO

import pikepdf
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.certificates import pki

NAME = generic.NameObject


def contents_span(pdf):
    """Where the hexadecimal digits of /Contents lie."""
    numbers = [int(n) for n in re.search(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)", pdf).groups()]
    return numbers[1] + 1, numbers[2] - 1


def replaced(pdf, start, data):
    return pdf[:start] + data + pdf[start + len(data) :]


def flip(pdf, at):
    return replaced(pdf, at, bytes([pdf[at] ^ 1]))


def increment(pdf, change):
    """`change(writer)` as one more revision."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def page_of(writer):
    reference, _ = writer.find_page_for_modification(0)
    return reference.get_object()


def add_annotation(writer):
    rectangle = generic.ArrayObject([generic.NumberObject(n) for n in (10, 10, 200, 60)])
    note = generic.DictionaryObject(
        {
            NAME("/Type"): NAME("/Annot"),
            NAME("/Subtype"): NAME("/FreeText"),
            NAME("/Rect"): rectangle,
            NAME("/Contents"): generic.pdf_string("Berlaku selamanya"),
        }
    )
    reference, _ = writer.find_page_for_modification(0)
    writer.register_annotation(reference, writer.add_object(note))


def overlay(writer):
    extra = writer.add_object(generic.StreamObject(stream_data=b"q 1 1 1 rg 100 500 300 100 re f Q"))
    page = page_of(writer)
    before = page.raw_get("/Contents")
    page[NAME("/Contents")] = generic.ArrayObject([before, extra])
    writer.update_container(page)


def other_contents(writer):
    stream = page_of(writer)["/Contents"]
    stream._data = b"BT ET"
    stream._encoded_data = None
    writer.update_container(stream)


def new_root(writer):
    writer.root[NAME("/PageLayout")] = NAME("/TwoColumnLeft")
    pages = generic.DictionaryObject(
        {NAME("/Type"): NAME("/Pages"), NAME("/Kids"): generic.ArrayObject(), NAME("/Count"): generic.NumberObject(0)}
    )
    writer.root[NAME("/Pages")] = writer.add_object(pages)
    writer.update_root()


def javascript(writer):
    action = generic.DictionaryObject(
        {NAME("/S"): NAME("/JavaScript"), NAME("/JS"): generic.pdf_string("app.alert(1)")}
    )
    writer.root[NAME("/OpenAction")] = writer.add_object(action)
    writer.update_root()


def flip_padding(pdf):
    _, end = contents_span(pdf)
    return replaced(pdf, end - 4, b"41")


def flip_inside_signature(pdf):
    start, _ = contents_span(pdf)
    length = 2 * (int(pdf[start + 4 : start + 8], 16) + 4)
    return replaced(
        pdf, start + length - 4, b"0000" if pdf[start + length - 4 : start + length] != b"0000" else b"1111"
    )


def flip_content(pdf):
    return flip(pdf, pdf.index(b"stream") + 200)


def flip_tail(pdf):
    return flip(pdf, pdf.rindex(b"/Type", 0, pdf.rindex(b"startxref")) + 1)


def swapped_signature(pdf):
    other = pki.signed("503/0002/CTH/XI/2026")
    start, end = contents_span(other)
    ours, _ = contents_span(pdf)
    return replaced(pdf, ours, other[start:end])


def longer_gap(pdf):
    """The signed range skips a little more than /Contents, to hide something there."""
    found = re.search(rb"/ByteRange\s*\[\s*(\d+ \d+ )(\d+) (\d+)", pdf)
    second, length = int(found[2]), int(found[3])
    changed = b"%d %d" % (second + 10, length - 10)
    width = len(found[2]) + 1 + len(found[3])
    return replaced(pdf, found.start(2), changed.ljust(width))


def null_range(pdf):
    found = re.search(rb"/ByteRange\s*\[[^\]]*\]", pdf)
    return replaced(pdf, found.start(), b"/ByteRange null".ljust(len(found[0])))


def empty_signature(pdf):
    start, end = contents_span(pdf)
    return replaced(pdf, start, b"0" * (end - start))


def resaved(pdf):
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(out)
    return out.getvalue()


def stripped(pdf):
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        del document.Root.AcroForm
        if "/Perms" in document.Root:
            del document.Root.Perms
        del document.pages[0].Annots
        document.save(out)
    return out.getvalue()


def locked(pdf):
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def by(**special):
    ca = pki.authority().ca
    issuer = {"issuer_key": ca.issuing_key, "issuer_name": ca.issuing.subject, **special}
    return pki.sign(pki.unsigned(), pki.authority().key(certificate=pki.special_certificate(**issuer)))


def only(usage):
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    flags = {name: name == usage for name in names}
    return x509.KeyUsage(**flags, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False)


def timestamp_certificate():
    return by(usage=only("digital_signature"), extended=ExtendedKeyUsageOID.TIME_STAMPING)


def lookalike():
    return pki.sign(pki.unsigned(), pki.authority("lookalike").key())


def stranger_after_approval():
    ours = pki.approve(pki.unsigned(), pki.head())
    return pki.approve(ours, pki.authority("lookalike").key(), field="Second")


# name → (builder, a fault that must be among those named)
ATTACKS = {
    "01-flip-content": (lambda: flip_content(pki.signed()), None),
    "02-flip-cms-signature": (lambda: flip_inside_signature(pki.signed()), None),
    "03-flip-cms-padding": (lambda: flip_padding(pki.signed()), "padding"),
    "04-flip-catalog-tail": (lambda: flip_tail(pki.signed()), None),
    "05-inc-annotation": (lambda: increment(pki.signed(), add_annotation), "byterange"),
    "05b-inc-annotation-approval": (
        lambda: increment(pki.approve(pki.unsigned(), pki.head()), add_annotation),
        "uncertified",
    ),
    "06-inc-overlay": (lambda: increment(pki.signed(), overlay), "byterange"),
    "06b-inc-overlay-approval": (lambda: increment(pki.approve(pki.unsigned(), pki.head()), overlay), "byterange"),
    "07-inc-replace-contents": (lambda: increment(pki.signed(), other_contents), "byterange"),
    "08-swap-cms": (lambda: swapped_signature(pki.signed()), "digest"),
    "09-garbage-after-eof": (lambda: pki.signed() + b"%extra\n", "byterange"),
    "10-new-root": (lambda: increment(pki.signed(), new_root), "byterange"),
    "11-inc-javascript": (lambda: increment(pki.signed(), javascript), "byterange"),
    "12-truncated-tail": (lambda: pki.signed()[:-200], "unreadable"),
    "13-cut-to-unsigned-revision": (lambda: pki.signed()[: len(pki.unsigned())], "unsigned"),
    "14-wrapping-gap-extended": (lambda: longer_gap(pki.signed()), None),
    "16-byterange-null": (lambda: null_range(pki.signed()), "unreadable"),
    "17-contents-zero": (lambda: empty_signature(pki.signed()), "unreadable"),
    "18-junk-prefix": (lambda: b"junk" + pki.signed(), None),
    "19-lookalike-ca": (lookalike, "untrusted"),
    "20-wrong-keyusage": (lambda: by(usage=only("key_encipherment")), "untrusted"),
    "21-other-person-same-ca": (lambda: pki.sign(pki.unsigned(), pki.authority().key("Orang Lain")), "signer"),
    "22-self-signed": (lambda: by(issuer_key=None, issuer_name=None), "untrusted"),
    "23-timestamp-certificate": (timestamp_certificate, "untrusted"),
    "24-expired-certificate": (lambda: by(now=pki.NOW - timedelta(days=90), days=30), "untrusted"),
    "26-second-signature": (stranger_after_approval, "signatures"),
    "27-resaved": (lambda: resaved(pki.signed()), "byterange"),
    "28-stripped": (lambda: stripped(pki.signed()), "unsigned"),
    "29-never-signed": (pki.unsigned, "unsigned"),
    "31-approval-not-certified": (lambda: pki.approve(pki.unsigned(), pki.head()), "uncertified"),
    "32-encrypted": (lambda: locked(pki.signed()), "unreadable"),
    "33-empty": (lambda: b"", "unreadable"),
    "34-no-pdf": (lambda: b"\x00" * 4096, "unreadable"),
}
