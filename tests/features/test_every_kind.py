"""Every kind of request that a shipped definition declares can be begun about a permit of ours, and its form opens."""

from __future__ import annotations

from datetime import date, timedelta

from tests.conftest import Databases, close, make_app
from tests.features.requesting import begin
from tests.features.town import open_town
from tests.journeys.citizen import Citizen


def test_all_kinds_of_all_shipped_types(databases: Databases) -> None:
    from app import catalog

    url, folder = databases.fresh("sqlite", "city")
    app = make_app(url, folder)
    with open_town(app, ()) as town:
        citizen = town.resident()
        with app.app_context():
            types = {entry.code: catalog.live(entry.code) for entry in catalog.entries()}
        seen = 0
        for code, definition in types.items():
            issued = permit(town, citizen, definition)
            for kind, request in definition.requests.items():
                if request.needs is None:
                    continue
                with app.app_context():
                    ends_in(issued, request.needs.window_days)
                page = begin(citizen, code, kind, issued)
                assert page.status == 200, f"{code} {kind}: {page.text[:900]}"
                assert page.path == f"/permohonan/{citizen.reference}", f"{code} {kind}: {page.text[:900]}"
                for address in page.links("/isi/")[:1]:
                    assert citizen.person.open(address).status == 200, f"{code} {kind} {address}"
                seen += 1
        assert seen >= len(types) * 2
    close(app)
    databases.drop(url, folder)


def permit(town, citizen: Citizen, definition) -> int:
    """A live permit of this type, as its first example would have given it, with a row where papers are per row."""
    from app.applications import content
    from app.applications.lifecycle import Status
    from app.applications.models import Application
    from app.certificates.models import Issued, PaperStatus
    from app.foundation import crypto, timing
    from app.foundation.database import db, transaction

    example = next(one for one in definition.examples if one.request == "baru" and one.expect.get("errors") == [])
    paper = next(one for one in definition.certificates if one.kind == "permit")
    answers = dict(example.answers)
    if paper.per:
        answers[paper.per] = [{**row, "_id": f"r{n}"} for n, row in enumerate(answers[paper.per])]
        if paper.holder == "row":
            answers[paper.per][0]["nik"] = citizen.nik
    party, now = example.applicant.get("kind", "perorangan"), timing.utc_now()
    with town.app.app_context(), transaction():
        from app.accounts.models import Profile

        user_id = db.session.query(Profile).filter_by(nik_index=crypto.blind_index("nik", citizen.nik)).one().user_id
        application = Application(
            reference=f"SP-{definition.code[:8]}", code=definition.code, version=1, kind="baru", status=Status.ISSUED,
            applicant_id=user_id, filed_by_id=user_id, party=party, created_at=now, changed_at=now, submitted_at=now,
            filed_on=date.today(),
        )  # fmt: skip
        db.session.add(application)
        db.session.flush()
        content.store_answers(application, answers)
        content.store_snapshot(application, {"kind": party, "nama": "Warga", "nik": citizen.nik})
        issued = Issued(
            application_id=application.id, code=definition.code, version=1, product=paper.id, kind="permit",
            row="r0" if paper.per else "", status=PaperStatus.AKTIF, number=f"1/{definition.code}", holder_kind=party,
            token=definition.code, holder_index=crypto.blind_index("nik", citizen.nik), issued_at=now,
        )  # fmt: skip
        db.session.add(issued)
        db.session.flush()
        return issued.id


def ends_in(issued_id: int, window: tuple[int, int] | None) -> None:
    """Give the permit an end that lies within the window of filing."""
    from app.certificates import queries
    from app.foundation.database import transaction

    with transaction():
        queries.get_issued(issued_id).valid_to = date.today() + timedelta(days=sum(window) // 2 if window else 400)
