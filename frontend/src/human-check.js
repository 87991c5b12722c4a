// The proof of work of ALTCHA, self-hosted; its worker is a file of ours, so that the strict policy holds.
import "altcha/external";
import "altcha/i18n/id";

const worker = document.querySelector("[data-human-check-worker]")?.dataset.humanCheckWorker;
if (worker) globalThis.$altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(worker, { type: "module" }));
