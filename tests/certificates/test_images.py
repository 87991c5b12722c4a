"""A photograph on a paper: named by the template, found in the request or in the one before it, printed small."""

from __future__ import annotations

import io
import subprocess

from PIL import Image

from app.certificates import images, rendering
from app.foundation import sandbox
from tests.certificates import pki


def photo() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (1200, 1800), (200, 30, 40)).save(held, "PNG")
    return held.getvalue()


def test_a_template_says_which_documents_it_prints(tmp_path):
    template = tmp_path / "satu.typ"
    template.write_text('#foto(d, "pas_foto")\n#penutup(d, foto: "foto_usaha")\n#foto(d, "pas_foto", width: 2cm)\n')
    assert images.named_in(template) == ("pas_foto", "foto_usaha")
    assert images.named_in(pki.TEMPLATES / "siup.typ") == ("pas_foto",)


def test_the_picture_stands_on_the_paper(tmp_path):
    small = sandbox.small_jpeg(photo(), "image/png", images.WIDTH)
    assert len(small) < 100_000
    template = tmp_path / "foto.typ"
    template.write_text(
        '#import "/kit.typ": *\n#let d = data()\n#show: paper.with(d)\n#judul(d)\n#penutup(d, foto: "diri")\n'
    )
    (tmp_path / "kit.typ").write_text((pki.TEMPLATES / "kit.typ").read_text(encoding="utf-8"))

    pdf = rendering.render(template, pki.paper_data(), emblem=pki.EMBLEM, images={"diri": small})

    (tmp_path / "a.pdf").write_bytes(pdf)
    listed = subprocess.run(
        ["pdfimages", "-list", tmp_path / "a.pdf"], capture_output=True, text=True, check=True
    ).stdout
    assert "480" in listed
    assert rendering.render(template, pki.paper_data(), emblem=pki.EMBLEM), "and a paper without it stands too"
