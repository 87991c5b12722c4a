"""Every exception of the portal. An exception carries a `user_message` in Indonesian; `web.errors` turns it into a page.

SakporeError
├── InputError            what somebody typed cannot be used            400
│   └── IncompleteError   an application lacks something at submission   422
├── NotAllowedError       the person may not do this                     403
├── NotFoundError         there is no such thing for this person         404
├── ConflictError         somebody was faster, or the moment is wrong    409
│   ├── WrongMomentError  the lifecycle does not allow this step now     409
│   └── DraftConflictError  somebody else saved the same draft meanwhile 409
├── TooLargeError         the upload is larger than allowed              413
├── TooManyError          a limit on tries was reached                   429
├── DefinitionError       a definition cannot be used                    422
└── UnavailableError      something outside does not answer now          503
"""

from __future__ import annotations

from datetime import datetime


class SakporeError(Exception):
    """Something the person can be told about."""

    user_message = "Terjadi kesalahan. Silakan coba lagi."

    def __init__(self, user_message: str | None = None, *, detail: str = "") -> None:
        """`user_message` is shown; `detail` (no personal data) goes to the log."""
        if user_message is not None:
            self.user_message = user_message
        super().__init__(detail or self.user_message)


class InputError(SakporeError):
    user_message = "Isian tidak dapat diterima. Periksa kembali yang Anda ketik."


class IncompleteError(InputError):
    """`problems` holds what `permits.check` found; the edge lists them."""

    user_message = "Permohonan belum lengkap."

    def __init__(self, user_message: str | None = None, *, problems: tuple[object, ...] = ()) -> None:
        super().__init__(user_message)
        self.problems = problems


class NotAllowedError(SakporeError):
    user_message = "Anda tidak berwenang melakukan ini."


class NotFoundError(SakporeError):
    user_message = "Halaman atau data tidak ditemukan."


class ConflictError(SakporeError):
    user_message = "Data ini sudah diubah orang lain. Muat ulang halaman, lalu periksa kembali."


class WrongMomentError(ConflictError):
    user_message = "Langkah ini tidak dapat dilakukan pada tahap sekarang."


class DraftConflictError(ConflictError):
    """Nothing is lost: `mine` is what was about to be saved, `theirs` what stands now, as `row_version`."""

    user_message = "Draf ini sudah diubah orang lain. Tidak ada yang ditimpa."

    def __init__(self, *, who: str, when: datetime | None, mine: str, theirs: str, row_version: int) -> None:
        super().__init__(detail="draft changed meanwhile")
        self.who, self.when = who, when  # empty and None: the draft was discarded or published
        self.mine, self.theirs, self.row_version = mine, theirs, row_version


class TooLargeError(SakporeError):
    user_message = "Berkas terlalu besar."


class TooManyError(SakporeError):
    """`retry_after` is in seconds."""

    user_message = "Terlalu banyak percobaan. Silakan coba lagi nanti."

    def __init__(self, user_message: str | None = None, *, retry_after: int = 60) -> None:
        super().__init__(user_message)
        self.retry_after = retry_after


class DefinitionError(SakporeError):
    """`faults` holds what the linter found."""

    user_message = "Definisi izin tidak dapat dipakai."

    def __init__(self, user_message: str | None = None, *, faults: tuple[object, ...] = ()) -> None:
        super().__init__(user_message)
        self.faults = faults


class UnavailableError(SakporeError):
    user_message = "Layanan sedang tidak tersedia. Silakan coba beberapa saat lagi."
