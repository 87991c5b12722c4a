"""The limited child process that opens what strangers uploaded. Run by path; knows nothing of the portal.

It reads one line of JSON and then the bytes from standard input; writes JSON, or a PNG, to standard output.
Exit status 3: the content was refused, with a word on standard output that says why.
"""

import io
import json
import os
import resource
import sys
import warnings
from typing import Any, NoReturn

MEGABYTE = 1024 * 1024
MEMORY = 700 * MEGABYTE
CPU_SECONDS = 8
LARGEST_FILE = 64 * MEGABYTE
MOST_PIXELS = 40_000_000
IMAGE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refuse(word: str) -> NoReturn:
    sys.stdout.write(word)
    sys.stdout.flush()
    os._exit(3)


def examine_pdf(data: bytes) -> dict[str, int]:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                refuse("encrypted")
            pages = len(pdf.pages)
            box = [float(part) for part in pdf.pages[0].mediabox] if pages else [0, 0, 0, 0]
    except pikepdf.PasswordError:
        refuse("encrypted")
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError):
        refuse("damaged")
    if not pages:
        refuse("damaged")
    return {"pages": pages, "width": round(box[2] - box[0]), "height": round(box[3] - box[1])}


def open_image(data: bytes) -> Any:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image = Image.open(io.BytesIO(data), formats=tuple(IMAGE_TYPES))
        image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        refuse("too_many_pixels")
    except Exception:  # Pillow's decoders raise whatever they stumble over
        refuse("damaged")
    return image


def examine_image(data: bytes, media_type: str) -> dict[str, int]:
    image = open_image(data)
    if IMAGE_TYPES.get(image.format) != media_type:
        refuse("damaged")
    return {"pages": 1, "width": image.width, "height": image.height}


def image_as(kind: str, data: bytes, width: int) -> bytes:
    from PIL import ImageOps

    image = ImageOps.exif_transpose(open_image(data)).convert("RGB")
    image.info.clear()
    image.thumbnail((width, width * 3))
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def reduced(data: bytes, longest: int) -> bytes:
    """Upright, and of the type that it was: a PNG keeps what is transparent."""
    from PIL import ImageOps

    image = open_image(data)
    kind = image.format
    image = ImageOps.exif_transpose(image)
    if kind == "JPEG" or image.mode not in ("RGB", "RGBA", "L", "LA"):
        image = image.convert("RGBA" if kind != "JPEG" and "transparency" in image.info else "RGB")
    image.info.clear()
    image.thumbnail((longest, longest))
    out = io.BytesIO()
    image.save(out, kind, **({} if kind == "PNG" else {"quality": 85}))
    return out.getvalue()


def pdf_png(data: bytes, page: int, width: int) -> NoReturn:
    """Hands itself over to pdftoppm, which keeps the limits and reads the content from a nameless file."""
    handle = os.memfd_create("pdf")
    os.write(handle, data)
    os.lseek(handle, 0, os.SEEK_SET)
    os.dup2(handle, 0)
    size = ["-scale-to-x", str(width), "-scale-to-y", "-1"]
    os.execvp("pdftoppm", ["pdftoppm", "-png", "-q", "-f", str(page), "-l", str(page), *size, "-"])


def main() -> None:
    limit()
    order = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    is_pdf = order["media_type"] == "application/pdf"
    if order["do"] == "examine":
        found = examine_pdf(data) if is_pdf else examine_image(data, order["media_type"])
        sys.stdout.write(json.dumps(found))
    elif order["do"] == "photo":
        sys.stdout.buffer.write(image_as("JPEG", data, order["width"]))
    elif order["do"] == "reduce":
        sys.stdout.buffer.write(reduced(data, order["longest"]))
    elif is_pdf:
        pdf_png(data, order["page"], order["width"])
    else:
        sys.stdout.buffer.write(image_as("PNG", data, order["width"]))


if __name__ == "__main__":
    main()
