// Shows a question only while its condition holds, and the rows of a table as they are needed.
// Without this script every question is shown with the words that say when it counts; the server decides either way.
const answersOf = (form, name) => {
  const rows = [...form.querySelectorAll(`[data-table-answer] [name^="${CSS.escape(name)}-"]`)];
  const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"], [name="${CSS.escape(name)}-there"]`), ...rows];
  return fields
    .filter((field) => !field.closest("[data-only-if][hidden]"))
    .filter((field) => !["checkbox", "radio"].includes(field.type) || field.checked)
    .map((field) => (field.type === "checkbox" && field.value === "on" ? "yes" : field.value.trim()))
    .filter((value) => value !== "");
};
const same = (given, wanted) => given === wanted || (given !== "" && wanted !== "" && Number(given) === Number(wanted));
const passes = (form, test) => {
  const given = answersOf(form, test.name);
  return test.is === "filled" ? given.length > 0 : given.some((one) => test.values.some((value) => same(one, value)));
};
for (const form of document.querySelectorAll("form:has([data-only-if])")) {
  const conditional = [...form.querySelectorAll("[data-only-if]")];
  const show = () => {
    for (const question of conditional) {
      const condition = JSON.parse(question.dataset.onlyIf);
      const holds = (test) => passes(form, test);
      question.hidden = !(condition.all ? condition.tests.every(holds) : condition.tests.some(holds));
    }
  };
  for (const words of form.querySelectorAll("[data-only-if-words]")) words.hidden = true;
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  show();
}
for (const table of document.querySelectorAll("[data-table-answer]")) {
  const rows = [...table.querySelectorAll("[data-row]")];
  const used = rows.findLastIndex((row) => "filled" in row.dataset) + 1;
  rows.forEach((row, index) => (row.hidden = index > used));
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet";
  button.textContent = table.dataset.more;
  button.hidden = rows.every((row) => !row.hidden);
  button.addEventListener("click", () => {
    const next = rows.find((row) => row.hidden);
    next.hidden = false;
    next.querySelector("input, select, textarea")?.focus();
    button.hidden = rows.every((row) => !row.hidden);
  });
  table.append(button);
}
