// The few words that modules write themselves; everything else comes from the server.
const WORDS = {
  id: { show: "Tampilkan kata sandi", hide: "Sembunyikan kata sandi", saved: "Tersimpan otomatis pukul", unsaved: "Belum tersimpan otomatis. Tekan tombol Simpan.", choose: "— pilih —" },
  en: { show: "Show password", hide: "Hide password", saved: "Saved automatically at", unsaved: "Not saved automatically. Press the Save button.", choose: "— choose —" },
};

export const words = WORDS[document.documentElement.lang] ?? WORDS.id;
