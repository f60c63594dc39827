// Reads the page aloud with the browser's own speech; the button stays hidden where there is none.
const button = document.querySelector("[data-read-aloud]");
const speech = window.speechSynthesis;

if (button && speech) {
  const label = button.querySelector("span");
  const start = label.textContent;
  const show = (reading) => {
    label.textContent = reading ? button.dataset.stop : start;
    button.setAttribute("aria-pressed", String(reading));
  };
  // One utterance a block: phones cut long ones off.
  const pieces = () =>
    [...document.querySelectorAll("main :is(h1, h2, h3, p, li, dt, dd, legend, label, summary)")]
      .filter((block) => block.offsetParent && !block.querySelector("p, li, h3"))
      .map((block) => block.innerText.trim())
      .filter(Boolean);

  button.hidden = false;
  show(false);
  button.addEventListener("click", () => {
    const wasReading = speech.speaking;
    speech.cancel();
    show(!wasReading);
    if (wasReading) return;
    const texts = pieces();
    texts.forEach((text, index) => {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = document.documentElement.lang.startsWith("en") ? "en-GB" : "zh-CN";
      utterance.rate = 0.9;
      if (index === texts.length - 1) utterance.onend = () => show(false);
      speech.speak(utterance);
    });
  });
  window.addEventListener("pagehide", () => speech.cancel());
}
