/* Where we are: the number of the page stands in the address, so that the browser's back works. */
function here() {
  const number = Number(location.hash.slice(1));
  return Number.isInteger(number) && pages[number] && (savedAs || number <= review) ? number : 0;
}

function go(number) {
  if (here() === number) show();
  else location.hash = String(number);
}

const isOpen = (item) => !(item.id in state.answers);
const numberOf = (item) => items.indexOf(item) + 1;
const openOf = (list) => list.filter(isOpen);
const started = () => Boolean(Object.keys(state.answers).length || state.group || state.remark);

/* The frame around every page. */
const skip = element("a", { className: "skip", href: "#main" });
const heading = element("div", { className: "names" });
const tongues = element("div", { className: "tongues", role: "group" });
const main = element("main", { id: "main", tabIndex: -1 });
const bar = element("progress", { max: items.length });
const count = element("span", { className: "count" });
const status = element("p", { className: "status", role: "status" });
const steps = element("nav", { className: "steps" });
const bottom = element("footer", { className: "bottom" }, bar, steps);
const dialog = element("dialog", { id: "clear" });
skip.addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
root.append(
  skip,
  element("header", { className: "top" }, heading, tongues),
  main,
  bottom,
  status,
  dialog,
);

function showFrame() {
  const number = here();
  const page = pages[number];
  document.documentElement.lang = state.language;
  document.title = say("document_title", { title: told(data.title) });
  root.className = page.section ? `page lever-${page.section.number}` : "page";
  skip.textContent = say("skip");
  heading.replaceChildren(
    element("strong", {}, told(data.title)),
    ...(data.organisation ? [element("span", {}, data.organisation)] : []),
  );
  tongues.setAttribute("aria-label", say("languages"));
  tongues.replaceChildren(...(data.languages.length > 1 ? data.languages.map(tongue) : []));
  steps.replaceChildren(...stepButtons(number));
  bottom.hidden = !steps.childElementCount;
  showProgress();
}

function tongue(language) {
  const choose = () => {
    state.language = language;
    if (started() && !savedAs) keep();
    show();
    tongues.querySelector('[aria-pressed="true"]').focus();
  };
  const name = data.words[language].language_name;
  const pressed = String(language === state.language);
  return element(
    "button",
    { type: "button", lang: language, "aria-pressed": pressed, onclick: choose },
    name,
  );
}

function stepButtons(number) {
  if (number === 0 || pages[number].kind === "done") return [];
  const last = number === review;
  const onwards = number === review - 1 ? "to_review" : "next";
  return [
    button("back", () => go(number - 1), { className: "back" }),
    element("div", { className: "middle" }, count, nextOpenButton()),
    last ? element("span") : button(onwards, () => go(number + 1), { className: "next primary" }),
  ];
}

function nextOpenButton() {
  return button("next_open", toNextOpen, { className: "open quiet" });
}

function showProgress() {
  const done = items.length - openOf(items).length;
  const text = say("answered", { done, total: items.length });
  bar.value = done;
  bar.setAttribute("aria-label", text);
  count.textContent = text;
  const next = steps.querySelector(".open");
  if (next) next.hidden = done === items.length;
}

function announce(text) {
  status.textContent = text;
}

/* Moving to a question that is still open. */
let target = null;

function goTo(item) {
  target = item;
  go(1 + data.sections.findIndex((section) => section.items.includes(item)));
}

function toNextOpen() {
  const page = pages[here()];
  const focused = document.activeElement.closest("fieldset[id^='item-']");
  const before = page.section ? items.indexOf(page.section.items[0]) : 0;
  const from = focused ? items.findIndex((item) => `item-${item.id}` === focused.id) + 1 : before;
  const next = items.slice(from).find(isOpen) || items.find(isOpen);
  if (next) goTo(next);
  else {
    announce(say("none_open"));
    go(review);
  }
}

function focusOn() {
  const item = target;
  target = null;
  const field = item && document.getElementById(`item-${item.id}`);
  if (!field) {
    window.scrollTo(0, 0);
    main.querySelector("h1").focus({ preventScroll: true });
    return;
  }
  field.scrollIntoView({ block: "start" });
  (field.querySelector("input:checked") || field.querySelector("input")).focus({ preventScroll: true });
}

/* Saving and clearing. */
let delivered = "";

async function save() {
  const answers = JSON.stringify(delivery(), null, 1);
  delivered = `${data.seal ? await sealed(answers) : answers}\n`;
  const name = data.seal ? `sealed-${fresh("").respondent}` : `answers-${state.respondent}`;
  const address = URL.createObjectURL(new Blob([delivered], { type: "application/json" }));
  savedAs = `slimscan-${name}.json`;
  const link = element("a", { href: address, download: savedAs, hidden: true });
  root.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  forget();
  announce(say("done.gone"));
  go(pages.length - 1);
}

function startOver() {
  forget();
  if (data.seal) keeps = false;
  delivered = "";
  state = fresh(state.language);
  savedAs = "";
  announce(say("cleared"));
  go(0);
}

/* What is nowhere but on this page is not closed by mistake. */
window.addEventListener("beforeunload", (event) => {
  if (data.seal && started() && !keeps && !savedAs) event.preventDefault();
});
window.addEventListener("hashchange", () => {
  show();
  focusOn();
});
show();
