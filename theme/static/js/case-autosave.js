// Saves a case as it is written, without its files; the page's own button saves everything.
const form = document.querySelector("form[data-autosave]");
if (form) {
  const status = form.querySelector("[data-autosave-status]");
  let waiting = 0;
  let isSending = false;
  const save = async () => {
    if (isSending) return later();
    isSending = true;
    const body = new FormData(form);
    for (const input of form.querySelectorAll('input[type="file"]')) body.delete(input.name);
    body.set("act", "autosave");
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
      status.textContent = answer.status === 204 ? form.dataset.autosave : "";
    } catch {
      status.textContent = form.dataset.autosaveFailed;
      later();
    }
    isSending = false;
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 4000);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => clearTimeout(waiting));
}
