/* A file with saved answers, taken up again. What does not belong to this page is left out of it. */

const firstNumber = (version) => String(version).split(".")[0];

function openSaved() {
  const input = element("input", { type: "file", id: "saved-file", accept: ".json,application/json", onchange: takeUp });
  return element(
    "div",
    { className: "card reopen" },
    element("label", { htmlFor: "saved-file", className: "legend" }, say("scan.open_saved")),
    paragraph(say("scan.open_saved_why"), "why"),
    input,
  );
}

async function takeUp({ target: input }) {
  const [file] = input.files;
  if (!file) return;
  const found = readSaved(await file.text().catch(() => ""));
  if (found) {
    state = { ...fresh(), ...found, saved: true };
    savedLine = "";
    go(pages().length - 1);
    return;
  }
  input.value = "";
  input.parentElement.querySelector(".warning")?.remove();
  input.after(paragraph(say("scan.not_opened", { file: file.name }), "warning"));
  announce(say("scan.not_opened", { file: file.name }));
}

/* The state that a file holds; nothing when it is no file of answers to these questions. */
function readSaved(text) {
  let file = null;
  try {
    file = JSON.parse(text);
  } catch {
    return null;
  }
  const { stamp } = data;
  const mine = file?.kind === stamp.kind && file.audience === stamp.audience && file.questionnaire?.id === stamp.questionnaire.id;
  if (!mine || firstNumber(file.questionnaire.version) !== firstNumber(stamp.questionnaire.version)) return null;
  const answers = savedAnswers(file.answers ?? {});
  if (!Object.keys(answers).length) return null;
  const scope = file.quick ? "quick" : "full";
  const day = String(file.given_on);
  const known = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) && day <= today();
  const found = {
    scope: data.scopes.includes(scope) ? scope : data.scopes[0],
    profile: savedProfile(file),
    givenOn: known ? day : "",
    answers,
  };
  return /^[0-9a-f]{12}$/.test(file.respondent) ? { ...found, respondent: file.respondent } : found;
}

function savedAnswers(given) {
  const states = ["dont_know", "not_applicable"];
  const asked_ = [
    ...[...program.items, ...program.basis].map(({ id, codes }) => [id, [...codes, ...states]]),
    ...program.changes.map((id) => [id, [1, 2, states[0]]]),
    ...texts.closing.map(({ id, codes }) => [id, codes]),
  ];
  return Object.fromEntries(asked_.filter(([id, possible]) => possible.includes(given[id])).map(([id]) => [id, given[id]]));
}

function savedProfile(file) {
  const chosen = texts.profile.map(({ id, options }) => [id, options.some((one) => one.id === file[id]) ? file[id] : null]);
  const organisation = typeof file.organisation === "string" ? file.organisation.slice(0, longestName) : "";
  return { ...fresh().profile, ...Object.fromEntries(chosen), organisation };
}
