import time, re
from tests.web.crowd import *
from tests.web.town import *

SPECIAL = {
    "/aktivasi/<token>": "/aktivasi/ngawur",
    "/sandi-baru/<token>": "/sandi-baru/ngawur",
    "/undangan/<token>": "/undangan/ngawur",
    "/izin/<code>": "/izin/siup",
    "/permohonan/baru/<code>": "/permohonan/baru/siup",
    "/lang/<string:locale>": "/lang/en",
    "/permissionviews/list/": "/permissionviews/list/",
    "/roles/edit/<pk>": "/roles/edit/1",
    "/roles/show/<pk>": "/roles/show/1",
    "/users/edit/<pk>": "/users/edit/{user}",
    "/users/show/<pk>": "/users/show/{user}",
    "/static/<path:filename>": "/static/dist/manifest.json",
    "/static/appbuilder/<path:filename>": "/static/appbuilder/js/ab.js",
    "/console/static/<path:filename>": "/console/static/admin/js/helpers.js",
    "/verifikasi/<token>": "/verifikasi/{token}",
    "/tanda-tangan/naskah/<int:issued_id>": "/tanda-tangan/naskah/{naskah}",
    "/tanda-tangan/naskah/<int:issued_id>.pdf": "/tanda-tangan/naskah/{naskah}.pdf",
    "/tanda-tangan/naskah/<int:issued_id>/halaman/<int:page>.png": "/tanda-tangan/naskah/{naskah}/halaman/1.png",
    "/permohonan/<reference>/izin/<int:issued_id>.pdf": "/permohonan/{issued}/izin/{permit}.pdf",
    "/permohonan/<reference>/tanda-terima": "/permohonan/{reviewed}/tanda-terima",
    "/permohonan/<reference>/berkas/<int:document_id>": "/permohonan/{draft}/berkas/{draft_paper}",
    "/permohonan/<reference>/isi/<section_id>": "/permohonan/{draft}/isi/perusahaan",
    "/meja/<reference>/berkas/<int:document_id>/<int:page>.png": "/meja/{reviewed}/berkas/{reviewed_paper}/1.png",
    "/meja/<reference>/berkas/<int:document_id>/asli": "/meja/{reviewed}/berkas/{reviewed_paper}/asli",
    "/desk/<permit_code>/add": "/desk/siup/add",
    "/desk/<permit_code>/list/": "/desk/siup/list/",
    "/desk/<permit_code>/show/<pk>": "/desk/siup/show/{reviewed_id}",
    "/desk/<permit_code>/edit/<pk>": "/desk/siup/edit/{behalf_id}",
    "/desk/<permit_code>/delete/<pk>": "/desk/siup/delete/{behalf_id}",
    "/console/pekerjaan/details/": "/console/pekerjaan/details/?id={job}",
    "/console/pekerjaan/ulang/<int:row_id>": "/console/pekerjaan/ulang/{job}",
    "/console/surat/details/": "/console/surat/details/?id={mail}",
    "/console/surat/ulang/<int:row_id>": "/console/surat/ulang/{mail}",
    "/loket/pencocokan/<int:user_id>/cocok": "/loket/pencocokan/{user}/cocok",
    "/console/versi/details/": "/console/versi/details/?id=1",
}
VALUES = {
    "/loket/pencocokan/": {"nik": "3375014503880002"},
    "/permohonan/baru/<code>": {"jenis": "baru", "pihak": "perorangan"},
    "/permohonan/<reference>/isi/<section_id>": {"nama_perusahaan": "Toko Lain"},
    "/permohonan/<reference>/tinjau": {"token": "sekali", "pernyataan": "ya"},
    "/meja/<reference>/ambil": {"tahap": "{tier}", "versi": "{tier_version}", "izin": "siup", "nama_tahap": "teknis"},
    "/masuk": {"email": "tidak@contoh.id", "password": "keliru"},
    "/lupa-sandi": {"email": "tidak@contoh.id"},
    "/lacak": {"nomor": "SP-0000-0000", "pin": "000000"},
    "/tanda-tangan/siapkan": {"berkas": "{prepared}"},
    "/tanda-tangan/konfirmasi": {"naskah": "{naskah}"},
    "/tanda-tangan/tandatangani": {"naskah": "{naskah}", "sandi": "keliru", "frasa": "keliru"},
    "/desk/<permit_code>/add": {"nik": "3375014503880002", "kind": "baru", "party": "perorangan"},
    "/desk/<permit_code>/edit/<pk>": {"nama_perusahaan": "Toko Lain"},
    "/users/edit/<pk>": {"active": "y"},
    "/roles/edit/<pk>": {},
}
for v in ("lepas", "teruskan", "kembalikan", "tolak"):
    VALUES[f"/meja/<reference>/{v}"] = VALUES["/meja/<reference>/ambil"]


def test_zz(sqlite_town):
    c = gather(sqlite_town)
    c.take_picture()
    out = open("/tmp/gates_matrix.yaml", "w")
    t = time.time()
    for rule in sorted(sqlite_town.app.url_map.iter_rules(), key=str):
        for m in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            r = str(rule)
            m = m.lower()
            url = SPECIAL.get(r)
            if url is None:
                url = r.replace("<reference>", "{reviewed}" if r.startswith("/meja") else "{draft}")
            vals = {k: v.format(**c.places) for k, v in VALUES.get(r, {}).items()} if m == "post" else {}
            found = {}
            for role in ROLES:
                o = c.ask(role, m, url.format(**c.places), vals)
                found.setdefault(o, []).append(role)
                if m == "post" and o in ("ok", "pindah"):
                    c.put_back()
            c.put_back()
            line = "{" + f"at: {url!r}".replace("'", '"')
            if vals:
                line += ", send: {" + ", ".join(f'{k}: "{v}"' for k, v in VALUES[r].items()) + "}"
            big = max(found, key=lambda o: len(found[o]))
            for o, rs in found.items():
                if o != big:
                    line += f", {o!r}: [{', '.join(rs)}]"
            line += f", else: {big!r}" + "}"
            print(f'"{m.upper()} {r}":\n  {line}', file=out)
            out.flush()
    print("#", time.time() - t, file=out)
