// Warns staff a minute before their workspace closes, and covers it when it has; what is typed stays in its fields.
{
  const { minutes, alive, signIn, warning, stay, closed, again, open } = document.currentScript.dataset;
  const limit = minutes * 60_000;
  let seen = Date.now();
  let told = Date.now();
  let dialog;

  const ask = async () => {
    try {
      const answer = await fetch(alive, { headers: { Accept: "application/json" } });
      if (!answer.ok) return false;
      const { token } = await answer.json();
      for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
      return true;
    } catch {
      return true; // No network is no sign-out.
    }
  };

  const show = (words, button, act, link) => {
    dialog?.remove();
    dialog = document.createElement("dialog");
    dialog.className = "linli-idle";
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    const text = document.createElement("p");
    text.textContent = words;
    const choose = document.createElement("button");
    choose.type = "button";
    choose.className = "button";
    choose.textContent = button;
    choose.addEventListener("click", act);
    dialog.append(text);
    if (link) {
      const way = document.createElement("a");
      Object.assign(way, { href: signIn, target: "_blank", rel: "noopener", className: "button button-secondary", textContent: link });
      dialog.append(way);
    }
    dialog.append(choose);
    document.body.append(dialog);
    dialog.showModal();
  };

  const back = async () => {
    if (!(await ask())) return show(closed, again, back, open);
    seen = told = Date.now();
    dialog?.remove();
    dialog = undefined;
  };

  const active = () => {
    if (dialog) return;
    seen = Date.now();
    if (seen - told > 120_000) {
      told = seen;
      ask();
    }
  };
  for (const sign of ["keydown", "pointerdown", "wheel", "touchstart"]) {
    document.addEventListener(sign, active, { passive: true, capture: true });
  }
  addEventListener("pageshow", (event) => event.persisted && back());

  setInterval(() => {
    const idle = Date.now() - seen;
    if (idle > limit) {
      if (dialog?.dataset.state !== "closed") {
        show(closed, again, back, open);
        dialog.dataset.state = "closed";
      }
    } else if (idle > limit - 60_000 && !dialog) {
      show(warning, stay, back);
    }
  }, 1000);
}
