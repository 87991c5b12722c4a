"""Three hundred types: lists stay one statement, and nothing is built until it is asked for."""

from sqlalchemy import event, select

from app import catalog
from app.catalog import versions
from app.catalog.models import PermitType, PermitVersion
from app.foundation import revision
from app.foundation.database import db, transaction
from tests.catalog.test_publishing import publish


def copy_of(original: PermitVersion, number: int) -> list[object]:
    code = f"izin_{number}"
    columns = {
        column.key: getattr(original, column.key) for column in PermitVersion.__table__.columns if column.key != "id"
    }
    return [PermitType(code=code, live_version=1), PermitVersion(**{**columns, "code": code})]


def test_three_hundred_types_cost_one_statement_and_build_nothing(app):
    publish()
    with transaction():
        original = db.session.scalars(select(PermitVersion)).one()
        rows = [copy_of(original, number) for number in range(300)]
        db.session.add_all([permit_type for permit_type, _version in rows])
        db.session.flush()
        db.session.add_all([version for _type, version in rows])
        revision.bump("schema")
    app.extensions.pop(versions.EXTENSION, None)
    counted: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _cur, statement, *_rest: counted.append(statement))

    found = catalog.entries()
    catalog.entries()

    assert len(found) == 301
    assert len([statement for statement in counted if "permit_version" in statement]) == 1
    assert versions.shelf().definitions == {}
