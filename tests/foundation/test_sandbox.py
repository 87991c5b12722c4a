"""What strangers upload."""

import contextlib
import io
import struct
import time
import zlib

import pikepdf
import pytest
from PIL import Image

from app.errors import InputError, TooLargeError
from app.foundation import sandbox

MEGABYTE = 1024 * 1024


def pdf(pages=1, **save):
    out = io.BytesIO()
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    document.save(out, **save)
    return out.getvalue()


def image(kind, size=(40, 30), **save):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **save)
    return out.getvalue()


def examine(data, accept=("pdf", "jpg", "png", "webp"), max_bytes=5 * MEGABYTE, **more):
    return sandbox.examine(data, accept=accept, max_bytes=max_bytes, **more)


def test_a_pdf_is_measured():
    found = examine(pdf(3))

    assert (found.media_type, found.pages, found.width, found.height) == ("application/pdf", 3, 595, 842)


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_pictures_are_measured(kind, media_type):
    found = examine(image(kind))

    assert (found.media_type, found.pages, found.width, found.height) == (media_type, 1, 40, 30)


def test_the_content_decides_and_not_what_is_allowed():
    with pytest.raises(InputError, match="Unggah berkas JPG atau PNG"):
        examine(pdf(), accept=("jpg", "png"))


@pytest.mark.parametrize(
    "data",
    [b"<html><script>alert(1)</script></html>" + pdf(), b"MZ\x90\x00", b"PK\x03\x04", b" " + pdf(), b"GIF89a"],
)
def test_what_does_not_begin_as_an_allowed_type_is_none(data):
    with pytest.raises(InputError, match="Jenis berkas"):
        examine(data)


@pytest.mark.parametrize("encryption", [{"user": "a", "owner": "b"}, {"user": "", "owner": "b"}])
def test_a_locked_pdf_is_refused_with_a_clear_text(encryption):
    with pytest.raises(InputError, match="kata sandi"):
        examine(pdf(encryption=pikepdf.Encryption(**encryption)))


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 garbage", b"%PDF-1.7\n" + b"[" * 100_000, b"\xff\xd8\xff\xe0rusak", b"\x89PNG\r\n\x1a\n"]
)
def test_a_damaged_file_is_refused(data):
    with pytest.raises(InputError, match="rusak|rumit"):
        examine(data)


def test_an_empty_file_and_too_large_a_file_are_refused():
    with pytest.raises(InputError, match="kosong"):
        examine(b"")
    with pytest.raises(TooLargeError, match="paling besar 0,5 MB"):
        examine(b"%PDF-" + bytes(MEGABYTE), max_bytes=MEGABYTE // 2)


def test_too_many_pages_are_refused():
    with pytest.raises(InputError, match="paling banyak 2 halaman"):
        examine(pdf(3), max_pages=2)


def test_a_picture_bomb_is_refused_quickly():
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(5_001 * 100)))
        + chunk(b"IEND", b"")
    )
    started = time.monotonic()

    with pytest.raises(InputError, match="piksel"):
        examine(bomb)

    assert time.monotonic() - started < 10


def test_a_picture_named_as_another_kind_of_picture_is_judged_by_its_parser():
    with pytest.raises(InputError):
        examine(b"\xff\xd8\xff" + image("PNG"))


@pytest.mark.parametrize(
    ("data", "media_type"), [(pdf(2), "application/pdf"), (image("JPEG", (900, 300)), "image/jpeg")]
)
def test_a_page_becomes_a_picture(data, media_type):
    png = sandbox.page_png(data, media_type, 1, 300)

    assert Image.open(io.BytesIO(png)).width == 300


def test_a_page_that_is_not_there_has_no_picture():
    with pytest.raises(InputError):
        sandbox.page_png(pdf(1), "application/pdf", 9, 300)


def test_a_picture_of_a_photo_carries_no_place_and_no_comment():
    exif = Image.Exif()
    exif[0x9286] = "rahasia"
    photo = image("JPEG", exif=exif, comment=b"<?php system($_GET[0]); ?>")

    png = sandbox.page_png(photo, "image/jpeg", 1, 40)

    assert b"php" not in png
    assert b"rahasia" not in png


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_made_smaller_and_stays_of_its_kind(kind):
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x9286] = "rahasia"
    media_type = f"image/{kind.lower()}"

    small = sandbox.reduced(image(kind, (900, 300), exif=exif), media_type, 450)

    assert sandbox.sniff(small) == media_type
    assert Image.open(io.BytesIO(small)).size == (150, 450)
    assert b"rahasia" not in small


def test_what_is_transparent_stays_so():
    out = io.BytesIO()
    Image.new("RGBA", (400, 200), (0, 0, 0, 0)).save(out, "PNG")

    small = Image.open(io.BytesIO(sandbox.reduced(out.getvalue(), "image/png", 100)))

    assert (small.size, small.mode) == ((100, 50), "RGBA")


def test_a_pdf_that_eats_memory_is_stopped():
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    huge = zlib.compress(b" " * (900 * MEGABYTE // 4), 9)
    stream = pikepdf.Stream(document, huge)
    stream.Filter = pikepdf.Name.FlateDecode
    document.pages[0].Contents = document.make_indirect(stream)
    out = io.BytesIO()
    document.save(out)
    started = time.monotonic()

    assert examine(out.getvalue()).pages == 1  # examining never opens the streams

    with contextlib.suppress(InputError):  # an empty page, or a stop at a limit; never a hung portal
        sandbox.page_png(out.getvalue(), "application/pdf", 1, 300)
    assert time.monotonic() - started < 20
