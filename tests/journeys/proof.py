"""A stranger checks a paper: by its QR, by upload, and with a tool that is not ours."""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path

import zxingcpp
from PIL import Image

from tests.journeys.pages import Page
from tests.journeys.world import World


def authentic(world: World, pdf: bytes) -> None:
    """The QR's page, the upload's three answers and pdfsig agree."""
    assert by_qr(world, pdf).status == 200
    page = by_upload(world, pdf)
    assert page.status == 200
    said = pdfsig(world, pdf)
    assert "Signature is Valid." in said, said
    assert "Certificate is Trusted." in said, said
    assert "Total document signed" in said, said


def by_qr(world: World, pdf: bytes) -> Page:
    """Read the QR from the printed page, as a telephone does, and open its address."""
    png = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", "-"], input=pdf, capture_output=True, check=True
    ).stdout
    codes = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    assert codes, "no QR on the first page"
    assert codes[0].text.startswith(f"{world.base}/verifikasi/"), codes[0].text
    return world.person().open(codes[0].text)


def by_upload(world: World, pdf: bytes) -> Page:
    form = world.person().open("/verifikasi").form(button="Periksa")
    name = form.tag.select_one('input[type="file"]')["name"]
    return form.send(files={name: ("izin.pdf", pdf, "application/pdf")})


def pdfsig(world: World, pdf: bytes) -> str:
    """poppler's own verdict, with our development CA in an NSS folder of its own."""
    authority = world.person().open("/verifikasi/sertifikat-ca.pem").content
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "ca.pem").write_bytes(authority)
        (Path(folder) / "paper.pdf").write_bytes(pdf)
        nss = f"sql:{folder}"
        subprocess.run(["certutil", "-N", "-d", nss, "--empty-password"], check=True, capture_output=True)
        subprocess.run(
            ["certutil", "-A", "-d", nss, "-n", "ca", "-t", "CT,C,C", "-i", f"{folder}/ca.pem"],
            check=True,
            capture_output=True,
        )
        done = subprocess.run(
            ["pdfsig", "-nssdir", folder, f"{folder}/paper.pdf"], capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr
