"""What has happened in the city before a page is looked at: one application in each position."""

from __future__ import annotations

from dataclasses import dataclass

from tests.journeys import office
from tests.journeys.citizen import Citizen
from tests.journeys.proof import by_qr
from tests.journeys.test_baru import example_for
from tests.journeys.world import World

CODE, VARIANT = "siup", "kecil"


@dataclass
class Story:
    world: World
    citizen: Citizen
    empty: str  # a draft without answers
    draft: str  # complete, not handed in
    waiting: str  # handed in, at the first tier
    returned: str
    to_sign: str
    prepared: str
    issued: str
    pin: str
    paper: bytes
    token: str  # of the issued paper's QR
    sign_role: str

    def email_of(self, role: str) -> str | None:
        """Who has this role; None for the public."""
        if role == "pemohon":
            return self.citizen.email
        wanted = self.sign_role if role == "head" else role
        return next((email for (held, _agency), email in self.world.officers.items() if held == wanted), None)


def tell(world: World) -> Story:
    """Through HTTP, as people do it."""
    citizen = Citizen(world, "agus@contoh.id")
    citizen.register()
    definition, example = example_for(CODE, VARIANT)
    found: dict[str, str] = {}

    def file(name: str, *, full: bool = True, send: bool = True) -> str:
        citizen.begin(CODE)
        if full:
            citizen.fill(example)
        if send:
            citizen.hand_in()
        found[name] = citizen.reference
        return citizen.reference

    file("empty", full=False, send=False)
    file("draft", send=False)
    returned = file("returned")
    office.climb(world, returned, example.staff, until="kasi")
    field = next(f.id for f in definition.fields if f.type == "text" and f.required is True and not f.visible)
    office.give_back(world, returned, *office.waiting(world, returned)[0][1:], {field: "Tulis lengkap."})
    office.climb(world, file("issued"), example.staff)
    office.sign(world, found["issued"], definition.flow.sign.role)
    pin = citizen.pin
    office.climb(world, file("to_sign"), example.staff)
    office.climb(world, file("prepared"), example.staff)
    head = world.officer(definition.flow.sign.role)
    head.open("/tanda-tangan").form(having="berkas").fill(berkas=found["prepared"]).send("Siapkan")
    file("waiting")
    world.work()
    letter = next(mail for mail in world.letters(citizen.email) if mail.attachments)
    paper = letter.attachments[0].data
    token = by_qr(world, paper).path.rsplit("/", 1)[1]
    return Story(world, citizen, **found, pin=pin, paper=paper, token=token, sign_role=definition.flow.sign.role)
