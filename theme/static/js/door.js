// The door on a device: a tap counts at once, is kept here, and is sent as soon as there is a network.
// Each mark has its own key, so that sending it again changes nothing. Kept are references and states; the names stand
// in the page, which the device gives up when the event is over or its link has lapsed.
const device = JSON.parse(document.getElementById("door-device").textContent);
const STORE = `linli-door-${device.event}`;
const MARK = `${STORE}:mark:`;
const STATES = `${STORE}:states:${device.session}`;
const UNTIL = `${STORE}:until`;
const TAPS = { arrived: "present" };
const BATCH = 100;
const PAUSE = 15000;

const list = document.querySelector("[data-marks]");
const rows = new Map([...document.querySelectorAll("[data-reference]")].map((row) => [row.dataset.reference, row]));
const line = document.querySelector("[data-line]");
let token = list.querySelector("[name=csrfmiddlewaretoken]").value;
let isSending = false;
let isClosed = false;
let lineTimer;

// What is kept
function keptMarks() {
  return Object.keys(localStorage)
    .filter((name) => name.startsWith(MARK))
    .map((name) => JSON.parse(localStorage.getItem(name)))
    .sort((one, other) => one.at - other.at);
}

function forgetEverything() {
  for (const name of Object.keys(localStorage)) {
    // Marks that were never sent hold no name: they stay, so that they are not lost.
    if (name.startsWith(STORE) && !name.startsWith(MARK)) localStorage.removeItem(name);
  }
  caches?.delete(STORE);
}

function sweep() {
  // Doors of other events that this device kept, and whose time is over.
  for (const name of Object.keys(localStorage)) {
    const found = name.match(/^(linli-door-\d+):until$/);
    if (!found || Number(localStorage.getItem(name)) > Date.now()) continue;
    for (const other of Object.keys(localStorage)) if (other.startsWith(`${found[1]}:`)) localStorage.removeItem(other);
    caches?.delete(found[1]);
  }
}

// What is shown
function say(text, tone = "") {
  clearTimeout(lineTimer);
  line.hidden = !text;
  line.textContent = text;
  line.dataset.tone = tone;
  if (tone === "good") lineTimer = setTimeout(() => (line.hidden = true), 4000);
}

function show(reference, state, isWaiting = false) {
  const row = rows.get(reference);
  if (!row || !device.states[state]) return;
  const { word, tone, icon } = device.states[state];
  const hasCome = state === "present" || state === "late";
  row.dataset.state = state;
  row.toggleAttribute("data-waiting", isWaiting);
  row.querySelector(".guest-arrive").hidden = hasCome;
  row.querySelector(".guest-undo").hidden = !hasCome;
  const chip = row.querySelector(".chip");
  chip.className = tone ? `chip chip-${tone}` : "chip";
  const use = chip.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`));
  chip.lastChild.textContent = word;
}

// What the server said of this session after this very page was made (a page that was kept is older).
function toldStates() {
  const { at = 0, states = {} } = JSON.parse(localStorage.getItem(STATES) || "{}");
  return at >= device.at ? states : {};
}

function refresh() {
  const states = toldStates();
  for (const [reference, state] of Object.entries(states)) show(reference, state);
  const waiting = keptMarks().filter((mark) => mark.session === device.session);
  for (const mark of waiting) show(mark.reference, TAPS[mark.says] || mark.says, true);
  count(states, waiting);
}

function count(states, waiting) {
  const now = Object.fromEntries([...rows].map(([reference, row]) => [reference, row.dataset.state]));
  Object.assign(now, states);
  for (const mark of waiting) now[mark.reference] = TAPS[mark.says] || mark.says;
  const here = Object.values(now).filter((state) => state === "present" || state === "late").length;
  document.querySelector("[data-here]").textContent = here;
}

function tellWaiting() {
  const { length } = keptMarks();
  if (length && !isClosed) say(`${device.offline} ${device.waiting.replace("%(count)s", length)}`);
}

// Marking
function mark(reference, says, way) {
  const row = rows.get(reference);
  const one = { key: newKey(), session: device.session, reference, says, way, at: Date.now() };
  localStorage.setItem(MARK + one.key, JSON.stringify(one));
  refresh();
  const name = row ? row.dataset.name : reference;
  say(device.marked.replace("%(name)s", name).replace("%(state)s", device.states[TAPS[says] || says].word), "good");
  send();
}

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// Sending
async function send() {
  if (isSending || isClosed) return;
  isSending = true;
  try {
    let marks = keptMarks();
    const had = marks.length;
    if (had) await learn();
    while (marks.length) {
      const session = marks[0].session;
      const batch = marks.filter((one) => one.session === session).slice(0, BATCH);
      if (!(await post(session, batch))) return;
      marks = keptMarks();
    }
    if (had > 1) say(device.sent, "good");
  } catch {
    tellWaiting();
  } finally {
    isSending = false;
    refresh();
  }
}

async function post(session, marks) {
  const answer = await fetch(device.marksUrl, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token, "X-Door": "1" },
    body: JSON.stringify({ session, marks }),
  });
  if (answer.status === 404) return closed();
  if (answer.status === 409) {
    // Too early, called off, long over: no later try would be taken.
    for (const { key } of marks) localStorage.removeItem(MARK + key);
    say((await answer.json()).sentence);
    return true;
  }
  if (!answer.ok) throw new Error(answer.status);
  const told = await answer.json();
  for (const { key, refused, sentence } of told.outcomes) {
    localStorage.removeItem(MARK + key);
    if (refused) say(sentence);
  }
  keep(told);
  return told.outcomes.length > 0;
}

async function learn() {
  const answer = await fetch(device.statesUrl, { headers: { "X-Door": "1" } });
  if (answer.status === 404) return closed();
  if (!answer.ok) throw new Error(answer.status);
  keep(await answer.json());
}

function keep(told) {
  token = told.token || token;
  localStorage.setItem(UNTIL, told.until);
  if (told.session === device.session) localStorage.setItem(STATES, JSON.stringify({ at: told.at, states: told.states }));
}

function closed() {
  isClosed = true;
  forgetEverything();
  say(device.closed);
  list.remove();
  throw new Error("closed");
}

// The page itself, for when there is no network
async function keepPage() {
  if (!("serviceWorker" in navigator) || !window.caches) return;
  await navigator.serviceWorker.register(device.workerUrl, { scope: device.scope });
  if (location.search.includes("q=")) return;
  const cache = await caches.open(STORE);
  const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], use")]
    .map((part) => part.href?.baseVal || part.href || part.src)
    .map((address) => new URL(address, location.href).href.replace(/#.*/, ""));
  await cache.addAll([...new Set(parts)]);
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await cache.put(location.href, answer);
}

// Finding
function find() {
  const wanted = document.getElementById("q").value.toLowerCase().replace(/\s/g, "");
  let found = 0;
  for (const row of rows.values()) {
    const { name, letters, tails, reference } = row.dataset;
    const answers =
      !wanted ||
      name.toLowerCase().replace(/\s/g, "").includes(wanted) ||
      letters.startsWith(wanted) ||
      reference.toLowerCase().startsWith(wanted) ||
      (/^\d+$/.test(wanted) && tails.split(" ").some((tail) => tail.startsWith(wanted.slice(-4))));
    row.hidden = !answers;
    found += answers;
  }
  document.querySelector("[data-none]").hidden = found > 0 || !rows.size;
}

function readReference(text) {
  const plain = text.replace(/[\s-]/g, "").toUpperCase().replace(/^LINLI[:：]/, "");
  return /^[0-9A-Z]{4,10}$/.test(plain) ? plain : "";
}

function arriveBy(text) {
  const reference = readReference(text);
  if (!reference) return false;
  if (navigator.onLine || rows.has(reference)) mark(reference, "arrived", "scan");
  else say(device.unknown);
  return true;
}

// Scanning
async function canScan() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  try {
    return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
  } catch {
    return false;
  }
}

async function offerScanning() {
  if (!(await canScan())) return;
  document.querySelector("[data-no-scan]").hidden = true;
  const button = document.querySelector("[data-scan]");
  button.hidden = false;
  button.addEventListener("click", scan);
}

async function scan() {
  const box = document.querySelector("[data-camera]");
  const video = box.querySelector("video");
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    say(device.noCamera);
    return;
  }
  video.srcObject = stream;
  box.hidden = false;
  await video.play();
  let isOn = true;
  box.querySelector("[data-scan-stop]").onclick = () => {
    isOn = false;
  };
  const seen = new Set();
  while (isOn) {
    const codes = await detector.detect(video).catch(() => []);
    for (const { rawValue } of codes) {
      if (seen.has(rawValue)) continue;
      seen.add(rawValue);
      setTimeout(() => seen.delete(rawValue), 5000);
      if (arriveBy(rawValue)) navigator.vibrate?.(80);
    }
    await new Promise((resume) => setTimeout(resume, 200));
  }
  for (const track of stream.getTracks()) track.stop();
  box.hidden = true;
}

// Wiring
list.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.value) return;
  event.preventDefault();
  const [says, reference] = button.value.split(" ");
  mark(reference, says, "search");
  button.closest("details")?.removeAttribute("open");
});
document.querySelector("form[data-typed]").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = document.getElementById("typed");
  if (arriveBy(field.value)) field.value = "";
  else say(device.unknown);
});
const search = document.querySelector("[data-search]");
search.addEventListener("input", find);
search.addEventListener("submit", (event) => {
  event.preventDefault();
  find();
});
window.addEventListener("online", send);
window.addEventListener("offline", tellWaiting);
setInterval(async () => {
  if (document.hidden) return;
  if (Date.now() > Number(localStorage.getItem(UNTIL) || device.until)) return forgetEverything();
  if (keptMarks().length) return send();
  await learn().then(refresh, () => {});
}, PAUSE);

sweep();
localStorage.setItem(UNTIL, device.until);
refresh();
send();
offerScanning();
keepPage().catch(() => {});
