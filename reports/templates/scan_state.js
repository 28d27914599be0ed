/* What is known: the questionnaire, the answers so far, and what is handed in. */

const data = JSON.parse(document.getElementById("scan-data").textContent);
const root = document.getElementById("scan");
const { program, texts } = data;
data.words = { [data.stamp.language]: texts.words };
const longestName = 120;

/* What is remembered: in the browser only after a yes and until the answers are saved. */
const place = `slimscan-scan:${data.stamp.questionnaire.content_hash.slice(0, 16)}:${data.page}`;
const storage = (() => {
  try {
    localStorage.setItem(`${place}:test`, "1");
    localStorage.removeItem(`${place}:test`);
    return localStorage;
  } catch {
    return null;
  }
})();

function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  const respondent = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    respondent,
    language: data.stamp.language,
    scope: data.scopes.length === 1 ? data.scopes[0] : "",
    profile: { organisation: data.organisation, sector: data.sector, size: null, role: null },
    answers: {},
    givenOn: "",
    keeps: false,
    saved: false,
  };
}

/* What the browser kept, if somebody said yes; what does not fit the page is left. */
function remembered() {
  try {
    const kept = JSON.parse(storage.getItem(place));
    if (!kept || !kept.keeps || !data.scopes.includes(kept.scope)) return fresh();
    return { ...fresh(), ...kept, language: data.stamp.language };
  } catch {
    return fresh();
  }
}

let state = remembered();
let savedLine = "";

function keep() {
  state.saved = false;
  if (!state.keeps) return;
  try {
    storage.setItem(place, JSON.stringify(state));
  } catch {
    state.keeps = false;
  }
}

function forget() {
  if (storage) storage.removeItem(place);
}

/* What is asked, in this scope and for this sector. */
const quick = () => state.scope === "quick";

function asked({ id, codes }) {
  const text = texts.items[id];
  const example = text.examples[state.profile.sector];
  return { ...text, id, codes, example, labels: texts.labels[text.labels] };
}

/* What does not apply in a firm of this size is not asked. */
const applies = (item) => !item.notFor.includes(state.profile.size);

function practices(fits) {
  const belongs = (item) => (item.quick || !quick()) && applies(item) && fits(item);
  return program.items.filter(belongs).map(asked);
}

function sections() {
  const levers = program.levers.map((lever, place) => ({
    ...texts.levers[place],
    number: place + 1,
    items: practices((item) => item.home === lever.id),
  }));
  const sector = state.profile.sector;
  const module = texts.aspects[program.modules[sector]];
  const all = [
    ...levers,
    { ...module, number: 0, items: practices((item) => item.sector !== null && item.sector === sector) },
    { name: say("preconditions"), description: say("preconditions_lead"), number: 0, items: program.basis.filter(applies).map(asked) },
    { name: say("report.answers.changes"), description: say("scan.changes_lead"), number: 0, items: program.changes.map(change) },
  ];
  return all.filter((section) => section.items.length);
}

function change(id) {
  const labels = [say("report.yes"), say("report.no")];
  return { id, statement: texts.changes[id], codes: [1, 2], labels, states: ["dont_know"] };
}

const items = () => sections().flatMap((section) => section.items);
const isOpen = (item) => !(item.id in state.answers);
const openOf = (list) => list.filter(isOpen);
const numberOf = (item) => items().findIndex((one) => one.id === item.id) + 1;
const started = () => Boolean(Object.keys(state.answers).length);

/* The day of the answers: today, or that of the saved file that was opened. */
const givenOn = () => state.givenOn || today();

/* The sheet that is scored, and the file that is handed in: no name that was not typed, no scan's id,
   and no time finer than the date. */
function sheet() {
  const { sector, size } = state.profile;
  return { quick: quick(), sector: sector || null, size: size || null, measured_on: givenOn(), answers: givenAnswers() };
}

function givenAnswers() {
  const given = items().filter((item) => !isOpen(item));
  return Object.fromEntries(given.map((item) => [item.id, state.answers[item.id]]));
}

function delivery() {
  const chosen = Object.entries(state.profile).map(([name, value]) => [name, (value ?? "").trim()]);
  return {
    ...data.stamp,
    respondent: state.respondent,
    given_on: givenOn(),
    quick: quick(),
    ...Object.fromEntries(chosen.filter(([, value]) => value)),
    answers: { ...givenAnswers(), ...closingAnswers() },
  };
}

/* What was said about the scan itself: in the file, in no score. */
function closingAnswers() {
  const given = texts.closing.filter(({ id }) => id in state.answers);
  return Object.fromEntries(given.map(({ id }) => [id, state.answers[id]]));
}
