// Keeps the code on the door's screen fresh without reloading the page; without a script the page reloads itself.
const place = document.querySelector("[data-code]");
const stale = document.querySelector("[data-stale]");

async function renew() {
  try {
    const answer = await fetch(location.href, { headers: { "X-Door": "1" } });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...page.querySelector("[data-code]").childNodes);
    place.hidden = false;
    stale.hidden = true;
  } catch {
    // An old code would only send people away.
    place.hidden = true;
    stale.hidden = false;
  }
}

setInterval(renew, 10_000);
