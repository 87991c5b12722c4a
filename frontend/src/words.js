// The few words that modules write themselves; everything else comes from the server.
const WORDS = {
  id: {
    show: "Tampilkan kata sandi", hide: "Sembunyikan kata sandi", saved: "Tersimpan otomatis pukul", unsaved: "Belum tersimpan otomatis. Tekan tombol Simpan.", choose: "— pilih —",
    appeared: "Isian baru", gone: "Tidak lagi ditanyakan", required: "sekarang wajib diisi", optional: "tidak wajib", yes: "Ya", no: "Tidak",
    position: "Gunakan lokasi saya", searching: "Mencari lokasi …", found: "Lokasi terisi, ketelitian", denied: "Peramban tidak diizinkan membaca lokasi. Ketik titiknya.", nowhere: "Lokasi tidak ditemukan. Coba lagi, atau ketik titiknya.",
    pad: "Tempat menandatangani dengan jari, pena, atau tetikus", clear: "Hapus tanda tangan", photo: "Atau unggah foto tanda tangan:", reduced: "Gambar diperkecil:",
    months: ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"],
  },
  en: {
    show: "Show password", hide: "Hide password", saved: "Saved automatically at", unsaved: "Not saved automatically. Press the Save button.", choose: "— choose —",
    appeared: "New question", gone: "No longer asked", required: "now required", optional: "not required", yes: "Yes", no: "No",
    position: "Use my position", searching: "Looking for your position …", found: "Position filled in, accuracy", denied: "The browser may not read the position. Type the point.", nowhere: "No position found. Try again, or type the point.",
    pad: "Sign here with finger, pen or mouse", clear: "Clear the signature", photo: "Or upload a photograph of the signature:", reduced: "Picture made smaller:",
    months: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
  },
};

export const words = WORDS[globalThis.document?.documentElement.lang] ?? WORDS.id;
