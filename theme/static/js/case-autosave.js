// Saves a case as it is written, without its files; the page's own button saves everything.
const form = document.querySelector("form[data-autosave]");
if (form) {
  const status = form.querySelector("[data-autosave-status]");
  let waiting = 0;
  let sending = null;
  const send = async () => {
    const body = new FormData(form);
    for (const input of form.querySelectorAll('input[type="file"]')) body.delete(input.name);
    body.set("act", "autosave");
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
      // What was kept is what the next saving starts from, or it would seem to be somebody else's.
      if (answer.status === 200 || answer.status === 409) form.elements.base.value = (await answer.json()).base;
      status.textContent = answer.status === 200 ? form.dataset.autosave : "";
    } catch {
      status.textContent = form.dataset.autosaveFailed;
      later();
    }
    sending = null;
  };
  const save = () => {
    if (sending) later();
    else sending = send();
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 4000);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (!sending) return;
    event.preventDefault();
    const button = event.submitter;
    sending.then(() => {
      clearTimeout(waiting);
      form.requestSubmit(button);
    });
  });
}
