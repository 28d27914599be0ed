/* What is known: the questionnaire, the answers so far, and what is handed in. */

const data = JSON.parse(document.getElementById("form-data").textContent);
const root = document.getElementById("form");
const items = data.sections.flatMap((section) => section.items);
const pages = [
  { kind: "welcome" },
  ...data.sections.map((section) => ({ kind: "section", section })),
  ...(data.groups.length || data.remarks ? [{ kind: "about" }] : []),
  { kind: "review" },
  { kind: "done" },
];
const review = pages.length - 2;
const longestRemark = 1000;

/* What is remembered: in the browser until the answers are saved, in the page as long as it is open. */
const place = `slimscan:${data.stamp.questionnaire.content_hash.slice(0, 16)}:${data.form}`;
const storage = (() => {
  try {
    localStorage.setItem(`${place}:test`, "1");
    localStorage.removeItem(`${place}:test`);
    return localStorage;
  } catch {
    return null;
  }
})();

function fresh(language) {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  const respondent = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { respondent, language, group: "", remark: "", answers: {} };
}

function remembered() {
  const start = fresh(data.languages[0]);
  try {
    const kept = JSON.parse(storage.getItem(place));
    return kept && kept.respondent ? { ...start, ...kept } : start;
  } catch {
    return start;
  }
}

let state = remembered();
let savedAs = "";
/* A sealed form keeps nothing on the device but after a yes: others may use it too. */
let keeps = Boolean(storage) && (!data.seal || Boolean(storage.getItem(place)));

function keep() {
  if (!keeps) return;
  try {
    storage.setItem(place, JSON.stringify(state));
  } catch {
    /* The notice under the title says that this browser keeps nothing. */
  }
}

function forget() {
  if (storage) storage.removeItem(place);
}

/* What is handed in: no name, and no time finer than the date. */
function delivery() {
  const answers = {};
  for (const item of items) if (!isOpen(item)) answers[item.id] = state.answers[item.id];
  return {
    ...data.stamp,
    language: state.language,
    respondent: state.respondent,
    given_on: today(),
    group: data.groups.includes(state.group) ? state.group : "",
    ...(data.remarks && state.remark.trim() ? { remark: state.remark.trim() } : {}),
    answers,
  };
}
