"""`permits check` and `permits schema` from the shell: exit status and lines as architecture §8 promises."""

from pathlib import Path

from app.certificates.claims import highest_drawn
from app.certificates.models import Counter
from app.foundation.database import db, transaction
from tests.permits.making import codes, field, source

BROKEN = Path(__file__).resolve().parents[1] / "schemas" / "broken" / "izn102_unknown_key.yaml"


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["permits", *map(str, arguments)])


def test_every_shipped_definition_is_good(sqlite_app):
    result = run(sqlite_app, "check")

    assert result.exit_code == 0, result.output


def test_each_fault_stands_on_a_line_of_its_own_and_the_status_is_one(sqlite_app):
    result = run(sqlite_app, "check", BROKEN)

    assert result.exit_code == 1
    assert "izn102_unknown_key.yaml:21: IZN102 Kunci “minimum” tidak dikenal" in result.output


def test_a_file_that_is_not_there_is_wrong_use(sqlite_app):
    assert run(sqlite_app, "check", "tidak_ada.yaml").exit_code == 2


def test_a_file_may_be_checked_before_it_is_put_into_the_folder(sqlite_app, tmp_path):
    assert codes([field("nama")]) == []
    path = tmp_path / "kios.yaml"
    path.write_text(source([field("nama"), {"include": "ktp@1"}]), encoding="utf-8")

    result = run(sqlite_app, "check", path)

    assert result.exit_code == 1
    assert "IZN209" in result.output


def test_the_schema_for_editors_is_up_to_date(sqlite_app):
    assert run(sqlite_app, "schema", "--check").exit_code == 0


def test_a_simulation_tells_form_route_due_date_and_number_and_draws_the_papers(app, tmp_path):
    path = tmp_path / "kios.yaml"
    lines = {"lines": [{"id": "sewa", "label": "Sewa", "amount": "luas * 5000"}]}
    examples = [
        {
            "name": "lengkap",
            "today": "2026-03-02",
            "answers": {"luas": 4},
            "expect": {"fee": 20000, "products": ["izin"]},
        },
        {"name": "kosong", "today": "2026-03-02", "expect": {"missing": ["luas"]}},
    ]
    wide = field("luas", "integer", max=9, required=True)
    hidden = field("lantai", "integer", max=9, visible="luas > 5")
    path.write_text(source([wide, hidden], fees=lines, examples=examples), encoding="utf-8")

    result = run(app, "simulate", path, "--out", tmp_path / "surat")

    assert result.exit_code == 0, result.output
    for told in (
        "contoh “lengkap”",
        "Luas (luas): wajib = 4",
        "– Lantai (lantai): tidak ditanyakan",
        "1. berkas (petugas_fo)",
        "Jatuh tempo: 5 Maret 2026",
        "Biaya: Rp20.000 (Sewa Rp20.000)",
        "nomor 503/0001/III/2026, berlaku sampai 2 Maret 2027",
        "Belum lengkap: luas",
    ):
        assert told in result.output
    assert (tmp_path / "surat" / "kios-1-izin.png").read_bytes().startswith(b"\x89PNG")


def test_a_simulation_that_differs_from_what_is_expected_has_status_one(sqlite_app, tmp_path):
    path = tmp_path / "kios.yaml"
    expected = {"name": "dua", "today": "2026-03-02", "expect": {"fee": 5}}
    path.write_text(source([field("nama")], examples=[expected, expected | {"name": "tiga"}]), encoding="utf-8")

    result = run(sqlite_app, "simulate", path)

    assert result.exit_code == 1
    assert "IZN306" in result.output


def test_an_example_that_is_not_there_is_told_with_those_that_are(sqlite_app, tmp_path):
    path = tmp_path / "kios.yaml"
    path.write_text(source([field("nama")]), encoding="utf-8")

    result = run(sqlite_app, "simulate", path, "--example", "tiga")

    assert result.exit_code == 1
    assert "Yang ada: satu, dua." in result.output


def test_the_highest_number_of_each_counted_part_is_known(app):
    with transaction():
        for key, value in {"kios/izin/urut/2025": 91, "kios/izin/urut/2026": 4, "kios_b/izin/urut/2026": 99}.items():
            db.session.add(Counter(key=key, value=value))

    assert highest_drawn("kios") == {"izin/urut": 91}
