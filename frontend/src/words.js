// The few words that modules write themselves; everything else comes from the server.
const WORDS = {
  id: {
    show: "Tampilkan kata sandi", hide: "Sembunyikan kata sandi", saved: "Tersimpan otomatis pukul", unsaved: "Belum tersimpan otomatis. Tekan tombol Simpan.", choose: "— pilih —",
    appeared: "Isian baru", gone: "Tidak lagi ditanyakan", required: "sekarang wajib diisi", optional: "tidak wajib", yes: "Ya", no: "Tidak",
    months: ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"],
  },
  en: {
    show: "Show password", hide: "Hide password", saved: "Saved automatically at", unsaved: "Not saved automatically. Press the Save button.", choose: "— choose —",
    appeared: "New question", gone: "No longer asked", required: "now required", optional: "not required", yes: "Yes", no: "No",
    months: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
  },
};

export const words = WORDS[globalThis.document?.documentElement.lang] ?? WORDS.id;
