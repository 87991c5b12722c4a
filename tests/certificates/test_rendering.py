import subprocess

import pytest

from app.certificates import rendering
from tests.certificates import pki


def render(template="generic.typ", **changes):
    return rendering.render(pki.TEMPLATES / template, pki.paper_data(**changes), emblem=pki.EMBLEM)


def text_of(pdf, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def test_the_same_data_give_the_same_bytes():
    assert render() == render()


def test_a_paper_carries_number_holder_dates_link_and_the_sentence_about_copies(tmp_path):
    text = text_of(render(), tmp_path)

    for said in ("503/0001/CTH/XI/2026", "Toko Truntum", "21 November 2031", "/verifikasi/", "merupakan salinan"):
        assert said in text
    assert "SERTIFIKAT PENGEMBANGAN" in text


def test_a_development_notice_stands_only_where_it_belongs(tmp_path):
    assert "SERTIFIKAT PENGEMBANGAN" not in text_of(render(development=False), tmp_path)


def test_a_refusal_gives_reasons_and_remedies(tmp_path):
    refused = {"alasan": "Foto tidak jelas.", "dasar": "", "catatan": [{"label": "KTP", "catatan": "Buram"}]}

    text = text_of(render("refusal.typ", penolakan=refused), tmp_path)

    for said in ("Foto tidak jelas.", "KTP", "Buram", "keberatan", "banding"):
        assert said in text


def test_values_are_never_evaluated(tmp_path):
    hostile = '#panic("x") $x^2$ #read("/etc/passwd") <script> \\ @ref _a_ *b*'

    text = text_of(render(nama=hostile), tmp_path)

    assert '#panic("x")' in " ".join(text.split())
    assert "root:" not in text


def test_a_character_that_cannot_be_printed_is_named():
    with pytest.raises(rendering.MissingGlyphError) as caught:
        render(nama="Toko 李")

    assert "李" in caught.value.user_message


def test_a_template_that_fails_says_so_without_a_page_of_its_data(tmp_path):
    (tmp_path / "broken.typ").write_text("#let d = json(bytes(sys.inputs.data))\n#d.tidak_ada")

    with pytest.raises(rendering.RenderError):
        rendering.render(tmp_path / "broken.typ", pki.paper_data(), emblem=pki.EMBLEM)


@pytest.mark.parametrize("line", ['#import "@preview/cetz:0.3.0"', '#include   "@local/x:1.0.0"'])
def test_packages_from_the_network_are_refused(tmp_path, line):
    (tmp_path / "greedy.typ").write_text(line)

    with pytest.raises(rendering.RenderError):
        rendering.render(tmp_path / "greedy.typ", pki.paper_data(), emblem=pki.EMBLEM)


def test_a_template_reads_nothing_outside_its_folder(tmp_path):
    (tmp_path / "secret.txt").write_text("rahasia")
    inner = tmp_path / "templates"
    inner.mkdir()
    (inner / "nosy.typ").write_text('#read("../secret.txt")')

    with pytest.raises(rendering.RenderError):
        rendering.render(inner / "nosy.typ", pki.paper_data(), emblem=pki.EMBLEM)


def test_threads_do_not_share_a_compiler():
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        papers = list(pool.map(lambda n: render(nomor=f"503/{n:04}"), range(8)))

    assert papers == [render(nomor=f"503/{n:04}") for n in range(8)]
