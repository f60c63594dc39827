// Shows of each question only the boxes that its kind of answer knows. Without this script all are there.
const LIMITS = {
  text: ["characters"],
  long_text: ["characters", "words"],
  choices: ["least", "most"],
  number: ["least", "most", "decimals"],
  money: ["least", "most"],
  date: ["earliest", "latest"],
  table: ["rows"],
  file: ["files", "megabytes"],
};
for (const question of document.querySelectorAll("[data-question-editor] [data-kind]")) {
  const kind = question.querySelector('select[name$="-kind"]');
  const show = () => {
    const limits = LIMITS[kind.value] ?? [];
    for (const part of question.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(kind.value);
    for (const box of question.querySelectorAll("[data-limit]")) box.hidden = !limits.includes(box.dataset.limit.slice(6));
    question.querySelector("[data-limits]").hidden = limits.length === 0;
  };
  kind.addEventListener("change", show);
  show();
}
