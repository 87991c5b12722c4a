"""The words of explanations, Indonesian and English. `{}` are filled in order."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "and": (" dan ", " and "),
    "list": (" atau ", " or "),
    "missing": ("{} belum diisi", "{} is not answered"),
    "answered": ("“{}” dijawab {}", "“{}” was answered {}"),
    "filled": ("{} sudah diisi", "{} is answered"),
    "changed": ("{} berbeda dari izin semula", "{} differs from the earlier permit"),
    "unchanged": ("{} sama seperti izin semula", "{} is as in the earlier permit"),
    "attached": ("dokumen “{}” sudah dilampirkan", "the document “{}” is attached"),
    "not_attached": ("dokumen “{}” belum dilampirkan", "the document “{}” is not attached"),
    "consented": ("{} sudah memberi persetujuan", "{} has consented"),
    "not_consented": ("{} belum memberi persetujuan", "{} has not consented"),
    "is": ("{} “{}”", "{} “{}”"),
    "is_not": ("{} “{}”, bukan “{}”", "{} “{}”, not “{}”"),
    "among": ("{} “{}”, salah satu dari {}", "{} “{}”, one of {}"),
    "not_among": ("{} “{}”, bukan {}", "{} “{}”, not {}"),
    "chosen": ("“{}” dipilih pada {}", "“{}” is chosen in {}"),
    "not_chosen": ("“{}” tidak dipilih pada {}", "“{}” is not chosen in {}"),
    "any": ("ada baris {} dengan {}", "a row of {} has {}"),
    "none": ("tidak ada baris {} dengan {}", "no row of {} has {}"),
    "all": ("semua baris {}: {}", "all rows of {}: {}"),
    "not_all": ("tidak semua baris {}: {}", "not all rows of {}: {}"),
    "true": ("{}: ya", "{}: yes"),
    "false": ("{}: tidak", "{}: no"),
    # expressions
    "sum": ("total {} pada {}", "the total of {} in {}"),
    "count": ("banyaknya baris {} dengan {}", "the number of rows of {} with {}"),
    "rows": ("banyaknya baris {}", "the number of rows of {}"),
    "min_rows": ("{} terkecil pada {}", "the least {} in {}"),
    "max_rows": ("{} terbesar pada {}", "the greatest {} in {}"),
    "min": ("yang terkecil dari {}", "the least of {}"),
    "max": ("yang terbesar dari {}", "the greatest of {}"),
    "age": ("umur (tahun penuh) dari {} sampai {}", "age (whole years) from {} to {}"),
    "days_between": ("banyaknya hari dari {} sampai {}", "days from {} to {}"),
    "workdays_between": ("banyaknya hari kerja dari {} sampai {}", "working days from {} to {}"),
    "minutes_between": ("banyaknya menit dari {} sampai {}", "minutes from {} to {}"),
    "year": ("tahun dari {}", "the year of {}"),
    "add_days": ("{} ditambah {} hari", "{} plus {} days"),
    "add_months": ("{} ditambah {} bulan", "{} plus {} months"),
    "round_down": ("({}) dibulatkan ke bawah", "({}) rounded down"),
    "round_half_up": ("({}) dibulatkan", "({}) rounded"),
    "lookup": ("kolom “{}” pada tabel {} untuk {}", "column “{}” of the table {} for {}"),
    "if": ("{} (karena {})", "{} (because {})"),
    "either": ("{} bila {}, selain itu {}", "{} if {}, otherwise {}"),
    "not": ("bukan ({})", "not ({})"),
    "filled_plain": ("{} diisi", "{} answered"),
    "hidden": ("(dirahasiakan)", "(confidential)"),
    "yes": ("Ya", "Yes"),
    "no": ("Tidak", "No"),
    # names
    "today": ("hari ini", "today"),
    "request.kind": ("jenis permohonan", "kind of request"),
    "applicant.kind": ("jenis pemohon", "kind of applicant"),
    "applicant": ("{} pada akun pemohon", "{} in the applicant's account"),
    "document": ("dokumen “{}”", "document “{}”"),
    "verdict": ("penilaian dokumen “{}”", "verdict on the document “{}”"),
    "variant": ("golongan", "class"),
    "variant_column": ("{} golongan", "{} of the class"),
    "party": ("{} dari {}", "{} of {}"),
    "inspection.score": ("nilai {}", "score of {}"),
    "inspection.level": ("hasil {}", "result of {}"),
    "inspection.passed": ("kelulusan {}", "passing of {}"),
    "inspection.all_passed": ("kelulusan semua {}", "passing of all {}"),
    "defects": ("banyaknya temuan {}", "number of {} findings"),
    "event": ("{} pada {}", "{} at {}"),
    "permit": ("{} dari izin pada {}", "{} of the permit in {}"),
    # sentences
    "asked": ("Ditanyakan karena {}{}.", "Asked because {}{}."),
    "not_asked": ("Tidak ditanyakan karena {}{}.", "Not asked because {}{}."),
    "required": ("Wajib karena {}{}.", "Required because {}{}."),
    "required_always": ("Wajib{}.", "Required{}."),
    "not_required": ("Tidak wajib karena {}{}.", "Not required because {}{}."),
    "computed": ("Dihitung: {} = {}{}.", "Computed: {} = {}{}."),
    "taken": ("Diambil dari {}{}.", "Taken from {}{}."),
    "not_computed": ("Belum dapat dihitung: {}{}.", "Cannot be computed yet: {}{}."),
    "stage": ("Tahap ini dilalui karena {}{}.", "This step applies because {}{}."),
    "no_stage": ("Tahap ini tidak dilalui karena {}{}.", "This step does not apply because {}{}."),
    "fee": ("{}: {} = {}{}.", "{}: {} = {}{}."),
    "fee_exempt": ("{}: dibebaskan karena {}{}.", "{}: exempt because {}{}."),
    "fee_not": ("{}: tidak dikenakan karena {}{}.", "{}: not charged because {}{}."),
    "class": ("{} karena {}{}.", "{} because {}{}."),
    "class_table": ("{} menurut tabel {}: {}{}.", "{} by the table {}: {}{}."),
    "class_chosen": ("{} dipilih oleh pemohon{}.", "{} was chosen by the applicant{}."),
}
SIGNS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
TURNED = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
VALUES: dict[str, tuple[str, str]] = {
    "perorangan": ("perorangan", "a person"),
    "badan": ("badan usaha", "a business"),
    "accepted": ("diterima", "accepted"),
    "returned": ("dikembalikan", "returned"),
    "aktif": ("aktif", "in force"),
}


def say(key: str, locale: str, *parts: str) -> str:
    """The phrase in the language of the page."""
    return PHRASES[key][locale == "en"].format(*parts)


def inside(label: str) -> str:
    """A label in the middle of a sentence: `Panjang lapak` → `panjang lapak`, but `NIK` stays; no colon at the end."""
    label = label.rstrip(" :.")
    return label[0].lower() + label[1:] if len(label) > 1 and label[1].islower() else label


def number_words(text: str) -> str:
    """`1234.50` → `1.234,5`, as numbers are read in Indonesian."""
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "")
