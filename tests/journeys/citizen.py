"""What a citizen does: registers, fills whatever form the definition generates, uploads papers, hands in, mends."""

from __future__ import annotations

import base64
import io
import json
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import altcha
from PIL import Image

from tests.journeys.pages import Form, Page, Person
from tests.journeys.world import PASSWORD, World

ISO = re.compile(r"^\d{4}-\d{2}-\d{2}$")
LINK = re.compile(r"https?://\S+")


def picture(kind: str = "JPEG") -> bytes:
    """A small photograph, each one different."""
    picture.count = getattr(picture, "count", 0) + 1
    out = io.BytesIO()
    Image.new("RGB", (300 + picture.count % 50, 400), (200, picture.count % 255, 40)).save(out, kind)
    return out.getvalue()


def paper() -> bytes:
    """A one-page PDF, each one different."""
    out = io.BytesIO()
    Image.open(io.BytesIO(picture())).save(out, "PDF")
    return out.getvalue()


@dataclass
class Citizen:
    """One person with a browser. `example` gives the answers; dates that lie ahead in it are moved to lie ahead today."""

    world: World
    email: str
    nik: str = "3326130503880002"
    born: date = date(1988, 3, 5)
    sex: str = "L"
    person: Person = field(init=False)
    reference: str = ""
    pin: str = ""

    def __post_init__(self) -> None:
        self.person = self.world.person()

    # -- an account ---------------------------------------------------------------------------------------------------

    def register(self) -> None:
        """KTP from elsewhere: the nineteen items of the guide; activation from the mail; log-in."""
        form = self.person.open("/daftar?ktp=luar").form(having="nik")
        form.fill(
            nik=self.nik, nama="Agus Wibowo", jenis_kelamin=self.sex, tempat_lahir="Kajen", tanggal_lahir=f"{self.born:%d-%m-%Y}",
            agama="Islam", pendidikan="SMA/sederajat", alamat="Jalan Diponegoro Nomor 12", no_hp="0812-3456-7890",
            email=self.email, pernyataan=True,
        )  # fmt: skip
        for level, code in (("provinsi", "33"), ("kota", "33.26"), ("kecamatan", "33.26.13")):
            form = form.fill(**{level: code}).send("Tampilkan").form(having="nik")
        form.fill(kelurahan="33.26.13.1013", pernyataan=True)
        page = self.prove(form).send("Daftar")
        assert "/daftar/terkirim" in page.url, page.text[:900]
        self.activate()

    def prove(self, form: Form) -> Form:
        """Solve the proof of work as the widget does."""
        task = self.person.http.get(f"{self.world.base}/tantangan", timeout=30).json()
        solution = altcha.solve_challenge(altcha.Challenge.from_dict(task))
        payload = altcha.Payload(altcha.Challenge.from_dict(task), solution)
        form.values["altcha"] = [base64.b64encode(json.dumps(payload.to_dict()).encode()).decode()]
        return form

    def activate(self) -> None:
        self.world.work()
        letter = self.world.letters(self.email)[0]
        assert PASSWORD not in letter.text
        link = next(found for found in LINK.findall(letter.text) if "/aktivasi/" in found)
        page = self.person.open(link)
        assert page.status == 200
        page = page.form(having="password").fill(password=PASSWORD).send()
        assert page.path == "/masuk", page.text[:600]
        page.form(having="password").fill(email=self.email, password=PASSWORD).send()

    # -- an application -----------------------------------------------------------------------------------------------

    def begin(self, code: str, **choices: str) -> Page:
        page = self.person.open(f"/permohonan/baru/{code}").form(having="pihak").fill(**choices).send()
        assert page.status == 200, page.text[:600]
        self.reference = page.path.rsplit("/", 1)[1]
        return page

    def fill(self, example: Any, **changes: Any) -> None:
        """Every section that is asked, then every paper that is asked."""
        open_dates(self.world, self.reference, moved(example))
        values = flat({**moved(example), **changes})
        for address in self.person.open(f"/permohonan/{self.reference}").links("/isi/"):
            self.section(address, values)
        self.papers()

    def section(self, address: str, values: dict[str, Any]) -> None:
        seen: set[str] = set()
        for _round in range(12):
            page = self.person.open(address)
            if not any("_versi" in form.names for form in page.forms()):
                return
            form = page.form(having="_versi")
            row = next(
                (row for row in rows_wanted(values) if not any(n.startswith(f"{row}-") for n in form.names)), None
            )
            adder = row and form.tag.select_one(f'button[value="tambah:{row.rsplit("-", 1)[0]}"]')
            known = {name: value for name, value in values.items() if name in form.names}
            form.fill(**known)
            if adder:
                form.values["_aksi"] = [adder["value"]]
                page = form.page.person.post(form.action, [(n, v) for n, vs in form.values.items() for v in vs])
                assert page.status == 200, page.text[:600]
                continue
            page = form.send("Simpan dan lanjutkan")
            assert page.status == 200, page.text[:600]
            if set(known) <= seen:
                return
            seen |= set(known)

    def papers(self) -> None:
        """Upload a file wherever one is asked and none is there yet."""
        for _round in range(4):
            page = self.person.open(f"/permohonan/{self.reference}/dokumen")
            form = page.form(button="Unggah")
            wanted = [i for i in form.tag.select('input[type="file"]') if not has_file(i)]
            if not wanted:
                return
            files = []
            for i in wanted:
                for _number in range(3 if i.has_attr("multiple") else 1):
                    files.append((i["name"], upload(i)))
                dated = f"{i['name']}-tanggal"
                if dated in form.names:
                    form.fill(**{dated: (date.today() - timedelta(days=3)).isoformat()})
            page = form.send("Unggah berkas", files)
            assert page.status == 200, page.text[:800]
            if len(wanted) == len(
                [i for i in page.form(button="Unggah").tag.select('input[type="file"]') if not has_file(i)]
            ):
                raise AssertionError(f"uploads were not taken: {page.text[:1500]}")

    def hand_in(self) -> Page:
        page = self.person.open(f"/permohonan/{self.reference}/tinjau")
        page = page.form(having="pernyataan").fill(pernyataan=True).send("Kirim")
        assert page.status == 200, page.text[:2500]
        assert page.path.endswith("tanda-terima"), page.text[:2500]
        found = re.search(r"PIN\D{0,40}?\b([0-9A-Z]{6})\b", page.text)
        if found:
            self.pin = found[1]
        return page

    def mend(self) -> Page:
        """Answer a return: type the flagged fields again, replace the flagged papers, hand in again."""
        hub = self.person.open(f"/permohonan/{self.reference}")
        for address in hub.links("/isi/"):
            page = self.person.open(address)
            if any("_versi" in form.names for form in page.forms()):
                form = page.form(having="_versi")
                texts = [
                    i
                    for i in form.tag.select('input[type="text"][name], textarea[name]')
                    if not i["name"].startswith("_")
                ]
                for i in texts:
                    form.fill(**{i["name"]: f"{(form.values[i['name']] or [''])[0]} baru".strip()})
                assert form.send("Simpan dan lanjutkan").status == 200
        return self.hand_in()

    def track(self) -> Page:
        form = self.world.person().open("/lacak").forms()[0]
        pin = next(name for name in form.names if "pin" in name)
        reference = next(name for name in form.names if name not in (pin, "csrf_token"))
        return form.fill(**{reference: self.reference, pin: self.pin}).send()


def open_dates(world: World, reference: str, answers: dict[str, Any]) -> None:
    """What the agency does on its schedule page: the dates that the example chooses are set."""
    from app.applications import content, queries, schedule
    from app.foundation import timing
    from app.foundation.actors import SYSTEM
    from app.foundation.database import transaction
    from app.permits.model import FieldType
    from app.verification import dates

    with world.app.app_context():
        application = queries.get_by_reference(reference)
        wanted = [
            (event, date.fromisoformat(str(answers[field.id]["date"])))
            for field in content.definition_of(application).fields
            if field.type is FieldType.EVENT and field.id in answers
            for event in field.of or ()
        ]
        for event, day in wanted:
            if not any(one.day == day for one in schedule.find_dates(application.code, event, day)):
                details, now = dates.Details(day, "Aula Contoh", 200), timing.utc_now()
                with transaction():
                    dates.add(application.code, event, details, actor=SYSTEM, now=now)


def upload(tag: Any) -> tuple[str, bytes, str]:
    """A file of a kind that the input accepts."""
    if ".pdf" in tag["accept"] or "application/pdf" in tag["accept"]:
        return f"{tag['name']}.pdf", paper(), "application/pdf"
    return f"{tag['name']}.jpg", picture(), "image/jpeg"


def has_file(tag: Any) -> bool:
    card = tag.find_parent(class_="card")
    return bool(card and card.select('a[href*="/berkas/"]'))


def moved(example: Any) -> dict[str, Any]:
    """The example's answers with dates ahead of its own day moved to lie ahead of ours."""
    own, today = date.fromisoformat(str(example.today)), date.today()

    def move(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: move(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [move(inner) for inner in value]
        if isinstance(value, str) and ISO.match(value) and date.fromisoformat(value) >= own:
            return (date.fromisoformat(value) + (today - own)).isoformat()
        return value

    return move(dict(example.answers))


def flat(answers: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Answers by the names of their inputs."""
    found: dict[str, Any] = {}
    for key, value in answers.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            found |= flat(value, f"{name}-")
            if "date" in value:
                found[name] = str(value["date"])  # a scheduled event is chosen by its date
        elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
            for number, row in enumerate(value):
                found |= flat(row, f"{name}-{number}-")
        elif isinstance(value, list | tuple):
            found[name] = [str(item) for item in value]
        else:
            found[name] = typed(value)
    return found


def typed(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def rows_wanted(values: dict[str, Any]) -> list[str]:
    """`kamar-0`, `kamar-1`, … in order."""
    return sorted({match[1] for name in values if (match := re.match(r"^([a-z_0-9]+-\d+)-", name))})
