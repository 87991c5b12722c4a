// The error summary takes the focus, so that a screen reader starts with what is wrong.
const summary = document.querySelector(".sk-summary");
if (summary) summary.focus();
