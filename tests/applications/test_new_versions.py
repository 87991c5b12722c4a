"""What a new version does to what is open: the publish report in one pass, each draft by the policy, no case at all."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from app import catalog
from app.applications import content, impact, moving, queries, service
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.catalog import lifecycle, versions
from app.catalog.dossier import DraftPolicy, DraftRule, Papers
from app.catalog.models import PermitVersion
from app.catalog.source import load
from app.errors import ConflictError, DefinitionError, InputError
from app.foundation import jobs, timing
from app.foundation.actors import SYSTEM
from app.foundation.database import db, transaction
from app.foundation.models import AuditEvent, Job
from tests.applications.world import ACTOR, PDF, FakeRegister, make_draft, make_person
from tests.conftest import NOON

CODE = "ubah_versi"
FIRST = (Path(__file__).parents[1] / "schemas" / "features" / f"{CODE}.yaml").read_text(encoding="utf-8")
GENSET = "      - {id: daya_genset, type: integer, label: {id: Daya genset}, min: 1, max: 9000, required: true, visible: pakai_genset}\n"
RESTRICTIVE = (
    FIRST.replace("documents:\n  -", f"{GENSET}documents:\n  -", 1)
    .replace("max: 40", "max: 10")
    .replace("pakai_genset: true}", "pakai_genset: false}")
    .replace("luas: 12", "luas: 9")
)
WORDS = FIRST.replace("Nama lapak}", "Nama usaha}")
TODAY = date(2026, 3, 2)
ANSWERS = {"nama_lapak": "Truntum", "luas": 12, "pakai_genset": True}


def publish(source=FIRST, *, effective=TODAY, now=NOON, **papers):
    return catalog.publish(
        source, code=CODE, decree_number="503/1/2026", decree_date=TODAY, effective_from=effective, author="Penyusun",
        approver="Penyetuju", actor=SYSTEM, now=now, replace=versions_live(), papers=Papers(**papers),
    )  # fmt: skip


def versions_live():
    return next((one.version for one in catalog.entries() if one.code == CODE), None)


def begun(person, **answers):
    draft = make_draft(person, CODE)
    with transaction():
        service.save_section(
            queries.get_by_reference(draft.reference), "lapak", ANSWERS | answers, actor=ACTOR, now=NOON
        )
    return draft.reference


def handed_in(person):
    reference = begun(person)
    with transaction():
        application = queries.get_by_reference(reference)
        service.attach(application, "denah", PDF, "denah.pdf", None, uploader_id=person, actor=ACTOR, now=NOON)
    send(reference)
    return reference


def send(reference):
    with transaction():
        service.submit(
            queries.get_by_reference(reference), statement_accepted=True, token=f"t{reference}", register=FakeRegister(),
            actor=ACTOR, now=NOON,
        )  # fmt: skip


def run_jobs(app, at=NOON):
    """What is due at this moment, done as of then."""
    for name, args in db.session.execute(
        select(Job.name, Job.args).where(
            Job.name.in_((lifecycle.BRING_OVER, lifecycle.TAKE_EFFECT, lifecycle.CLOSE)),
            Job.due_at <= max(at, timing.utc_now()),
        )
    ).all():
        db.session.rollback()
        jobs.handlers_of(app)[name](**args)


def opened(reference):
    db.session.expire_all()
    return queries.get_by_reference(reference)


def in_quantity(person, template, number, status=Status.DRAFT):
    """Copies of an application, as many as a busy type has; each with its own sealed answers."""
    origin = opened(template)
    answers, snapshot = content.answers(origin), content.snapshot(origin)
    with transaction():
        for count in range(number):
            copy = Application(
                reference=f"SP-{status.name[:2]}-{count:05}", code=CODE, version=1, kind="baru", status=status,
                applicant_id=person, filed_by_id=person, party="perorangan", answers={}, staff_answers={},
                created_at=NOON, changed_at=NOON, filed_on=None if status is Status.DRAFT else TODAY,
            )  # fmt: skip
            db.session.add(copy)
            db.session.flush()
            content.store_snapshot(copy, snapshot)
            content.store_answers(copy, answers)


@pytest.fixture
def clock(monkeypatch):
    """Moves the worker's moment."""

    def to(day):
        moment = lifecycle.start_of(day) + timedelta(hours=5)
        for module in (moving, lifecycle):
            monkeypatch.setattr(module, "utc_now", lambda: moment)
        return moment

    to(TODAY)
    return to


def test_the_report_counts_what_each_draft_would_need_in_one_pass(sqlite_app):
    publish()
    person = make_person()
    reference = begun(person)
    sent = []
    event.listen(
        db.engine, "before_cursor_execute", lambda _c, _cur, sql, *_: sent.append(sql) if "SELECT" in sql else 0
    )
    definition, _ = load(RESTRICTIVE, CODE)

    impact.report(definition, NOON)  # fills what a process keeps
    sent.clear()
    impact.report(definition, NOON)
    few = len(sent)
    in_quantity(person, reference, 199)
    in_quantity(person, reference, 50, Status.IN_REVIEW)
    db.session.expire_all()
    sent.clear()
    found = impact.report(definition, NOON)

    assert len(sent) == few, "the number of statements does not grow with the cases"
    assert (found["drafts"]["count"], found["open"]["count"]) == (200, 50)
    assert found["drafts"]["needs"] == [{"name": "daya_genset", "label": "Daya genset", "count": 200}]
    assert found["drafts"]["invalid"] == [{"name": "luas", "label": "Luas", "count": 200}]
    assert found["without_officer"], "nobody is hired in this town"


def test_a_restrictive_change_asks_for_a_choice_and_stores_the_report(app, clock):
    publish()
    kept, case = begun(make_person()), handed_in(make_person("budi@example.org", "3375010201850002"))

    with pytest.raises(InputError):
        publish(RESTRICTIVE)
    published = publish(RESTRICTIVE, drafts=DraftPolicy(DraftRule.ASK))
    run_jobs(app)

    row = db.session.scalars(select(PermitVersion).where(PermitVersion.version == 2)).one()
    assert row.dossier["reach"] == published.weighed.reach == "restrictive"
    assert row.dossier["impact"]["drafts"]["needs"][0]["label"] == "Daya genset"
    assert "Isian “Daya genset”" in [change["text"] for change in row.dossier["changes"]]
    moved = opened(kept)
    assert (moved.version, moved.brought_over["needs"]) == (2, ["Daya genset"])
    assert content.answers(moved)["nama_lapak"] == "Truntum"
    assert (opened(case).version, opened(case).brought_over) == (1, None), "a case in processing never changes"
    actions = db.session.scalars(select(AuditEvent.action)).all()
    assert "draf.ikut_versi" in actions
    assert db.session.scalar(select(func.count()).where(Job.name == "mail.draft_moved")) == 1


def test_words_alone_come_along_without_a_letter(sqlite_app, clock):
    publish()
    reference = begun(make_person())

    publish(WORDS)
    run_jobs(sqlite_app)

    assert opened(reference).version == 2
    assert opened(reference).brought_over["rule"] == "ikut"
    assert db.session.scalar(select(func.count()).where(Job.name == "mail.draft_moved")) == 0


def test_a_kept_draft_may_be_handed_in_until_its_day_and_is_then_asked(sqlite_app, clock):
    publish()
    person = make_person()
    reference, last = begun(person), date(2026, 3, 20)
    publish(RESTRICTIVE, drafts=DraftPolicy(DraftRule.KEEP, last))
    publish(RESTRICTIVE.replace("Nama lapak}", "Nama usaha}"))
    run_jobs(sqlite_app)
    assert opened(reference).version == 1
    assert moving.grace(opened(reference), TODAY).until == last

    clock(last)
    run_jobs(sqlite_app, lifecycle.start_of(last))
    assert opened(reference).version == 1
    clock(last + timedelta(days=1))
    jobs.handlers_of(sqlite_app)[lifecycle.BRING_OVER](CODE)

    assert (opened(reference).version, opened(reference).brought_over["rule"]) == (3, "diminta")


def test_a_restart_keeps_what_was_typed_aside(sqlite_app, clock):
    publish()
    reference = begun(make_person())

    publish(RESTRICTIVE, drafts=DraftPolicy(DraftRule.RESTART))
    run_jobs(sqlite_app)

    held = content.answers(opened(reference))
    assert "nama_lapak" not in held
    assert held["nama_lapak@1"] == "Truntum"


def test_a_draft_that_was_not_yet_brought_over_is_not_handed_in(sqlite_app, clock):
    publish()
    reference = begun(make_person())
    publish(RESTRICTIVE, drafts=DraftPolicy(DraftRule.ASK))

    with pytest.raises(ConflictError):
        send(reference)


def test_a_rename_without_was_and_a_break_without_migration_are_refused(sqlite_app, clock):
    publish()
    reference = begun(make_person())
    renamed = (
        FIRST.replace("id: luas,", "id: luas_kios,")
        .replace("luas: 12", "luas_kios: 12")
        .replace(", luas,", ", luas_kios,")
    )
    retyped = FIRST.replace(
        "type: integer, label: {id: Luas}, min: 1, max: 40", "type: text, label: {id: Luas}, max_length: 9"
    )
    retyped = retyped.replace("luas: 12", 'luas: "12"')
    step = 'migration:\n  map: {luas: convert}\n  examples: [{before: {luas: 12}, after: {luas: "12"}}]\n'

    for source, code in ((renamed, "IZN312"), (retyped, "IZN318")):
        with pytest.raises(DefinitionError) as caught:
            publish(source, drafts=DraftPolicy(DraftRule.ASK))
        assert [fault.code for fault in caught.value.faults] == [code]
    publish(renamed.replace("id: luas_kios,", "id: luas_kios, was: [luas],"))
    run_jobs(sqlite_app)
    assert content.answers(opened(reference))["luas_kios"] == 12

    publish(
        FIRST.replace("id: luas,", "id: luas, was: [luas_kios],") + "migration: {drop: {luas: kembali}}\n",
        drafts=DraftPolicy(DraftRule.ASK),
    )
    publish(retyped + step, drafts=DraftPolicy(DraftRule.ASK))
    run_jobs(sqlite_app)
    assert content.answers(opened(reference))["luas"] == "12"


def test_a_version_with_a_day_ahead_waits_for_it(app, clock):
    publish()
    day = date(2026, 4, 1)
    reference = begun(make_person())

    published = publish(RESTRICTIVE, effective=day, drafts=DraftPolicy(DraftRule.ASK))

    assert published.scheduled
    assert (catalog.entry(CODE).version, catalog.entry(CODE).next_version) == (1, 2)
    with pytest.raises(ConflictError):
        publish(WORDS)
    lifecycle.take_effect(CODE, 2)
    assert catalog.entry(CODE).version == 1, "its day has not come"

    clock(day)
    lifecycle.take_effect(CODE, 2)
    assert (catalog.entry(CODE).version, catalog.entry(CODE).next_version) == (2, None)
    moving.bring_over(CODE)
    assert opened(reference).version == 2


def test_a_waiting_version_that_was_cancelled_is_no_step_for_drafts(sqlite_app, clock):
    publish()
    reference = begun(make_person())
    publish(RESTRICTIVE, effective=date(2026, 4, 1), drafts=DraftPolicy(DraftRule.ASK))
    with transaction():
        lifecycle.cancel_scheduled(CODE, actor=SYSTEM, now=NOON)

    assert publish(WORDS).version == 3
    clock(date(2026, 4, 2))
    lifecycle.take_effect(CODE, 2)
    moving.bring_over(CODE)

    assert catalog.entry(CODE).version == 3
    assert [step.version for step in versions.steps(CODE, 1)] == [3]
    assert opened(reference).brought_over["needs"] == []


def test_a_type_closes_on_its_day_and_is_opened_again(sqlite_app, clock):
    publish()
    day = date(2026, 5, 1)
    with transaction():
        lifecycle.close(
            CODE,
            decree_number="503/9/2026",
            successor="NIB",
            closes_on=day,
            notice="Diganti NIB.",
            actor=SYSTEM,
            now=NOON,
        )
    assert catalog.entry(CODE).open
    assert catalog.entry(CODE).closes_on == day

    clock(day)
    lifecycle.close_when_due(CODE)
    assert not catalog.entry(CODE).open
    with transaction():
        lifecycle.reopen(CODE, decree_number="503/10/2026", actor=SYSTEM, now=NOON)
    assert catalog.entry(CODE).open
    with pytest.raises(ConflictError), transaction():
        lifecycle.archive(CODE, actor=SYSTEM, now=NOON)


def test_a_type_on_trial_is_taken_at_the_counter_only(sqlite_app, clock):
    publish(trial=True)
    person, counter = make_person(), make_person("loket@example.org", "3375010201850002", "loket")

    with pytest.raises(ConflictError):
        make_draft(person, CODE)
    assert make_draft(person, CODE, filed_by_id=counter).version == 1

    publish(WORDS)
    assert make_draft(person, CODE).version == 2
