/* Moving somebody between shifts by dragging or by keyboard. Without it each name is a link to a form that does the same. */
(() => {
  const grid = document.querySelector(".linli-roster");
  if (!grid) return;
  const says = document.querySelector(".linli-roster-says");
  let picked = null;
  let over = null;

  const nameOf = (shift) => [
    shift.parentElement.querySelector("h4"),
    shift.closest(".linli-roster__day").querySelector("h3"),
    shift.querySelector(".linli-shift__when"),
  ].map((part) => part.textContent).join(" ");
  const say = (words) => { if (says) says.textContent = words; };
  const mark = (shift) => {
    over?.classList.remove("linli-shift--over");
    over = shift;
    over?.classList.add("linli-shift--over");
  };
  const putBack = () => {
    picked?.classList.remove("linli-person--picked");
    picked = null;
    mark(null);
  };
  const pick = (person) => {
    putBack();
    picked = person;
    picked.classList.add("linli-person--picked");
  };
  const drop = (shift) => {
    if (!picked || !shift || shift.contains(picked)) return putBack();
    const form = document.createElement("form");
    form.method = "post";
    form.action = picked.href;
    const token = document.querySelector(".linli-roster-token [name=csrfmiddlewaretoken]").value;
    for (const [name, value] of [["csrfmiddlewaretoken", token], ["to", shift.dataset.shift], ["grid", grid.dataset.back]]) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  };

  grid.addEventListener("dragstart", (event) => {
    const person = event.target.closest?.(".linli-person");
    if (!person) return;
    pick(person);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", person.textContent);
  });
  grid.addEventListener("dragover", (event) => {
    const shift = event.target.closest?.(".linli-shift:not(.linli-shift--off)");
    if (!picked || !shift) return;
    event.preventDefault();
    if (shift !== over) mark(shift);
  });
  grid.addEventListener("drop", (event) => {
    event.preventDefault();
    drop(event.target.closest?.(".linli-shift"));
  });
  grid.addEventListener("dragend", putBack);

  /* The nearest shift in the direction of the arrow, as they lie on the screen. */
  const nearest = (from, key) => {
    const at = from.getBoundingClientRect();
    const centre = (box) => [box.left + box.width / 2, box.top + box.height / 2];
    const [x, y] = centre(at);
    let best = null;
    let least = Infinity;
    for (const shift of grid.querySelectorAll(".linli-shift:not(.linli-shift--off)")) {
      if (shift === from) continue;
      const [u, v] = centre(shift.getBoundingClientRect());
      const along = { ArrowRight: u - x, ArrowLeft: x - u, ArrowDown: v - y, ArrowUp: y - v }[key];
      const aside = key === "ArrowRight" || key === "ArrowLeft" ? Math.abs(v - y) : Math.abs(u - x);
      if (along > 5 && along + 3 * aside < least) {
        best = shift;
        least = along + 3 * aside;
      }
    }
    return best;
  };
  document.addEventListener("keydown", (event) => {
    const person = event.target.closest?.(".linli-person");
    if (!picked && person && event.key.toLowerCase() === "m" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      pick(person);
      mark(person.closest(".linli-shift"));
      say(`${person.textContent}: ${grid.dataset.picked}`);
    } else if (picked && event.key.startsWith("Arrow")) {
      event.preventDefault();
      const shift = nearest(over || picked.closest(".linli-shift"), event.key);
      if (!shift) return;
      mark(shift);
      shift.scrollIntoView({ block: "nearest", inline: "nearest" });
      say(`${nameOf(shift)}, ${shift.querySelector(".linli-gap").textContent}`);
    } else if (picked && event.key === "Enter") {
      event.preventDefault();
      drop(over);
    } else if (picked && event.key === "Escape") {
      say(`${picked.textContent}: ${grid.dataset.dropped}`);
      putBack();
    }
  });
})();
