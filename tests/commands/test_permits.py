"""`permits check` and `permits schema` from the shell: exit status and lines as architecture §8 promises."""

from pathlib import Path

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
