"""Rules and facts as hypothesis makes them: typed text that mostly compiles, data with gaps and with values out of place."""

from __future__ import annotations

from hypothesis import strategies as st

from app.permits.model import Table
from app.permits.rules import BOOLEAN, DATE, DATETIME, TEXT, TEXTS, TIME, Kind, Sort

CENTS = Sort(Kind.NUMBER, 2, 0, 1_000_000)
WHOLE = Sort(Kind.NUMBER, 0, 0, 1_000)
COLUMNS = {"jenis": TEXT, "jumlah": WHOLE, "ukuran": CENTS, "lahir": DATE, "lulus": BOOLEAN, "jam": TIME}
SYMBOLS = {
    "nama": TEXT,
    "kelas": TEXT,
    "luas": CENTS,
    "jumlah": WHOLE,
    "tarif": Sort(Kind.NUMBER, 0, 0, 1_000_000),
    "suhu": Sort(Kind.NUMBER, 1, -500, 500),
    "genset": BOOLEAN,
    "mulai": DATE,
    "selesai": DATE,
    "buka": TIME,
    "tutup": TIME,
    "saat": DATETIME,
    "pilihan": TEXTS,
    "today": DATE,
    "doc.ktp": BOOLEAN,
    "variant.id": TEXT,
    "induk": Sort(Kind.GROUP, columns={"status": TEXT, "sampai": DATE}),
    "barang": Sort(Kind.GROUP, columns=COLUMNS, repeats=True, high=10),
}
TABLES = {
    "tarif_jalan": Table.model_validate(
        {
            "table": "tarif_jalan",
            "keys": ["kelas", "luas"],
            "columns": [
                {"id": "kelas"},
                {"id": "luas", "type": "decimal", "places": 2, "range": "upto", "min": 0.5},
                {"id": "tarif", "type": "money"},
                {"id": "label"},
            ],
            "below": "ignore",
            "rows": [
                {"kelas": "a", "luas": 1.5, "tarif": 100, "valid_to": "2026-03-02"},
                {"kelas": "a", "luas": "any", "tarif": 900, "label": "besar"},
                {"kelas": "any", "luas": 25.25, "tarif": 40, "label": "kecil"},
                {"kelas": "any", "luas": "any", "tarif": 7000},
            ],
        }
    ),
    "golongan": Table.model_validate(
        {
            "table": "golongan",
            "keys": ["kamar", "suhu"],
            "rank": "biaya",
            "columns": [
                {"id": "kamar", "type": "integer", "range": "upto"},
                {"id": "suhu", "type": "decimal", "places": 1, "range": "upto", "min": -10},
                {"id": "biaya", "type": "money"},
                {"id": "sampai", "type": "date"},
            ],
            "rows": [
                {"kamar": 9, "suhu": 0.5, "biaya": 10, "sampai": "2027-01-01"},
                {"kamar": 50, "suhu": 20, "biaya": 30},
                {"kamar": "any", "suhu": "any", "biaya": 20, "valid_from": "2025-01-01"},
            ],
        }
    ),
}
HOLIDAYS = ("2026-01-01", "2026-03-02", "2026-03-03", "2026-03-07", "2025-12-25", "2024-02-29")

NUMBERS = {"luas", "jumlah", "tarif", "suhu"}
WORDS = ("'a'", "'b'", "'kos'", "''", "'é'")
DAYS = ("2026-03-02", "2024-02-29", "2025-12-31", "2000-01-01", "1999-02-28", "0001-01-01", "9999-12-31")
TIMES = ("00:00", "07:30", "12:00", "23:59", "24:00")
MOMENTS = ("2026-03-02T00:00:00Z", "2026-03-02T07:00:00Z", "2025-12-31T23:59:59Z")


def _names(scope, kind):
    """Names of a kind that may be read: columns inside an aggregate, everything plain outside, both in a row's rule."""
    columns = [f"barang.{name}" for name, sort in COLUMNS.items() if sort.kind is kind]
    if scope == "rows":
        return columns
    plain = [name for name, sort in SYMBOLS.items() if sort.kind is kind]
    plain += ["induk.status"] * (kind is Kind.TEXT) + ["induk.sampai"] * (kind is Kind.DATE)
    return plain + (columns if scope == "row" else [])


def _one(draw, *choices):
    return draw(st.sampled_from(choices))


def number(draw, scope, depth):
    leaf = depth <= 0 or draw(st.integers(0, 3)) == 0
    if leaf:
        literals = ("0", "1", "3", "0.35", "2.5", "-1", "1000", "0.01")
        return _one(draw, *_names(scope, Kind.NUMBER), *_names(scope, Kind.NUMBER), *literals)
    shape = draw(st.integers(0, 16))
    inner = lambda: number(draw, scope, depth - 1)  # noqa: E731
    if shape < 4:
        return f"({inner()} {_one(draw, '+', '-', '*')} {inner()})"
    if shape < 8:
        return f"{_rounding(draw)}({inner()} {_one(draw, '*', '/', '+')} {inner()} / {inner()})"
    if shape == 8:
        return f"{_rounding(draw)}({inner()} / ({inner()} / {inner()}))"
    if shape == 9:
        return f"{_one(draw, 'min', 'max')}({inner()}, {inner()}, {inner()})"
    if shape == 10:
        return f"({inner()} if {boolean(draw, scope, depth - 1)} else {inner()})"
    if shape == 11:
        name = _one(draw, "age", "days_between", "workdays_between")
        return f"{name}({day(draw, scope, depth - 1)}, {day(draw, scope, depth - 1)})"
    if shape == 12:
        return f"minutes_between({time(draw, scope)}, {time(draw, scope)})"
    if shape == 13:
        return f"year({day(draw, scope, depth - 1)})"
    if scope == "rows":
        return inner()
    if shape == 14:
        return f"sum({number(draw, 'rows', 1)})" if draw(st.booleans()) else f"count({boolean(draw, 'rows', 1)})"
    if shape == 15:
        return f"{_one(draw, 'min', 'max')}(barang.{_one(draw, 'jumlah', 'ukuran')})"
    return _one(
        draw,
        "lookup('tarif_jalan', kelas, luas, 'tarif')",
        "lookup('golongan', jumlah, suhu, 'biaya')",
        "count(barang)",
    )


def _rounding(draw):
    return _one(draw, "round_down", "round_half_up")


def day(draw, scope, depth):
    shape = draw(st.integers(0, 8)) if depth > 0 else 0
    if shape < 5:
        return _one(draw, *_names(scope, Kind.DATE), *_names(scope, Kind.DATE), "'2026-03-02'", "'2024-02-29'")
    inner = day(draw, scope, depth - 1)
    if shape < 7:
        return f"{_one(draw, 'add_days', 'add_months')}({inner}, {_whole(draw, scope)})"
    if shape == 7:
        return f"{_one(draw, 'min', 'max')}({inner}, {_one(draw, *_names(scope, Kind.DATE))})"
    return inner if scope == "rows" else _one(draw, "min(barang.lahir)", "max(barang.lahir)")


def _whole(draw, scope):
    return _one(draw, "1", "-1", "12", "-30", "45", "100000", "barang.jumlah" if scope == "rows" else "jumlah")


def time(draw, scope):
    return _one(draw, *_names(scope, Kind.TIME), "'07:30'", "'24:00'")


def text(draw, scope):
    return _one(draw, *_names(scope, Kind.TEXT))


def boolean(draw, scope, depth):
    shape = draw(st.integers(0, 15))
    inner = lambda: boolean(draw, scope, depth - 1)  # noqa: E731
    if depth > 0 and shape < 4:
        return f"({inner()} {_one(draw, 'and', 'or')} {inner()})"
    if depth > 0 and shape == 4:
        return f"(not {inner()})"
    sign = _one(draw, "==", "!=", "<", "<=", ">", ">=")
    if shape < 8:
        return f"({number(draw, scope, depth)} {sign} {number(draw, scope, depth)})"
    if shape == 8:
        return f"({day(draw, scope, depth)} {sign} {day(draw, scope, depth)})"
    if shape == 9:
        return f"({time(draw, scope)} {sign} {time(draw, scope)} <= '24:00')"
    if shape == 10:
        return f"({text(draw, scope)} {_one(draw, '==', '!=')} {_one(draw, *WORDS)})"
    if shape == 11:
        return f"({text(draw, scope)} {_one(draw, 'in', 'not in')} ['a', 'kos'])"
    if shape == 12:
        return f"({number(draw, scope, 0)} {_one(draw, 'in', 'not in')} [1, 2.5, 0])"
    if shape == 13:
        kind = _one(draw, Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.BOOLEAN, Kind.TIME)
        return f"filled({_one(draw, *_names(scope, kind))})"
    if shape == 14 or scope == "rows":
        return _one(draw, *_names(scope, Kind.BOOLEAN))
    rows = f"{_one(draw, 'any', 'all')}({boolean(draw, 'rows', min(depth, 1))})"
    others = ("changed('luas')", "'a' in pilihan", "'b' not in pilihan", "filled(barang)", "filled(induk)", "doc.ktp")
    return _one(draw, rows, rows, *others, "saat < '2026-03-02T07:00:00+07:00'", "variant.id == 'a'")


@st.composite
def rules(draw):
    """(text, what it gives, whether it stands in a row of `barang`)."""
    row_of = draw(st.sampled_from([None, None, None, "barang"]))
    scope = "row" if row_of else "out"
    kind = draw(st.sampled_from([Kind.BOOLEAN, Kind.BOOLEAN, Kind.NUMBER, Kind.NUMBER, Kind.DATE]))
    write = {Kind.BOOLEAN: boolean, Kind.NUMBER: number, Kind.DATE: day}[kind]
    return write(draw, scope, draw(st.integers(2, 4))), kind, row_of


def _fact(sort):
    low, high = sort.low or 0, sort.high or 0
    fitting = {
        Kind.TEXT: st.sampled_from(["a", "b", "kos", "é", "x", "any", "None"]),
        Kind.NUMBER: st.one_of(st.sampled_from([low, high, 0, 1, 250, 3]), st.integers(low, high)),
        Kind.BOOLEAN: st.booleans(),
        Kind.DATE: st.sampled_from(DAYS),
        Kind.TIME: st.sampled_from(TIMES),
        Kind.DATETIME: st.sampled_from(MOMENTS),
        Kind.LIST: st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=2),
    }[sort.kind]
    return st.one_of(fitting, fitting, fitting, st.none(), OUT_OF_PLACE)


OUT_OF_PLACE = st.sampled_from(
    ["", True, False, 0, -1, 2**53 - 1, 2**53, -(2**60), "2026-02-30", "9:00", "25:00", "x\n", [], {}, [1], {"a": None}]
)
_ROW = st.fixed_dictionaries({}, optional={name: _fact(sort) for name, sort in COLUMNS.items()})
_PLAIN = {name: _fact(sort) for name, sort in SYMBOLS.items() if "." not in name and sort.kind is not Kind.GROUP}
FACTS = st.fixed_dictionaries(
    {"barang": st.one_of(st.lists(_ROW, max_size=3), st.none(), OUT_OF_PLACE)},
    optional={
        **_PLAIN,
        "today": st.sampled_from(DAYS),
        "doc": st.fixed_dictionaries({}, optional={"ktp": st.booleans()}),
        "variant": st.fixed_dictionaries({}, optional={"id": st.sampled_from(["a", "b"])}),
        "induk": st.one_of(st.none(), st.fixed_dictionaries({"status": _fact(TEXT)}, optional={"sampai": _fact(DATE)})),
        "_changed": st.fixed_dictionaries({}, optional={"luas": st.booleans()}),
    },
)
CASES = st.tuples(FACTS, _ROW)
