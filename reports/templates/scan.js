/* Where we are: the name of the page stands in the address, so that the browser's back works. Links
   within the outcome keep it on the outcome. */
const outcome = "outcome";
let at = 0;

function here() {
  const name = location.hash.slice(1);
  const all = pages();
  if (name === outcome && started()) return all.length - 1;
  const number = Number(name);
  return Number.isInteger(number) && number < all.length - 1 && (number === 0 || state.scope) ? number : 0;
}

function go(number) {
  const name = number === pages().length - 1 ? outcome : String(number);
  if (location.hash.slice(1) === name) show();
  else location.hash = name;
}

/* The frame around every page that asks. */
const skip = element("a", { className: "skip", href: "#main" });
const heading = element("div", { className: "names" });
const main = element("main", { id: "main", tabIndex: -1 });
const bar = element("progress");
const count = element("span", { className: "count" });
const status = element("p", { className: "status", role: "status" });
const steps = element("nav", { className: "steps" });
const bottom = element("footer", { className: "bottom" }, bar, steps);
const top_ = element("header", { className: "top" }, heading);
const dialog = element("dialog", { id: "clear" });
skip.addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});

function show() {
  at = here();
  const page = pages()[at];
  const reads = page.kind === outcome;
  wear(reads);
  document.body.className = reads && quick() ? "quick" : "";
  if (reads) root.replaceChildren(skip, ...outcomePage().filter((part) => part !== null), status, dialog);
  else {
    main.replaceChildren(...makers[page.kind](page).filter((part) => part !== null));
    root.replaceChildren(skip, top_, main, bottom, status, dialog);
  }
  showFrame();
}

/* The outcome has the look of a report, the questions that of a form. */
function wear(reads) {
  document.getElementById("reading").sheet.disabled = !reads;
  document.getElementById("form-look").sheet.disabled = reads;
}

function showFrame() {
  const page = pages()[at];
  const { organisation } = state.profile;
  document.title = organisation.trim() ? `${texts.title}: ${organisation.trim()}` : texts.title;
  const asks = page.kind !== outcome;
  root.className = asks ? `page${page.section ? ` lever-${page.section.number}` : ""}` : "";
  skip.textContent = say(asks ? "skip" : "scan.skip_outcome");
  heading.replaceChildren(element("strong", {}, texts.title), ...(organisation.trim() ? [element("span", {}, organisation)] : []));
  steps.setAttribute("aria-label", say("scan.steps"));
  steps.replaceChildren(...(asks ? stepButtons() : []));
  bottom.hidden = !steps.childElementCount;
  showProgress();
}

function stepButtons() {
  if (at === 0) return [];
  const review = pages().length - 2;
  const onwards = at === review - 1 ? "to_review" : "next";
  return [
    button("back", () => go(at - 1), { className: "back" }),
    element("div", { className: "middle" }, count, button("next_open", toNextOpen, { className: "open quiet" })),
    at === review ? element("span") : button(onwards, () => go(at + 1), { className: "next primary" }),
  ];
}

function showProgress() {
  const all = items();
  const done = all.length - openOf(all).length;
  const text = progressText();
  bar.max = Math.max(all.length, 1);
  bar.value = done;
  bar.setAttribute("aria-label", text);
  count.textContent = text;
  const next = steps.querySelector(".open");
  if (next) next.hidden = done === all.length;
}

function progressText() {
  const all = items();
  return say("answered", { done: all.length - openOf(all).length, total: all.length });
}

function announce(text) {
  status.textContent = text;
}

/* Moving to a question that is still open. */
let target = null;

function goTo(item) {
  target = item.id;
  go(2 + sections().findIndex((section) => section.items.some((one) => one.id === item.id)));
}

function toNextOpen() {
  const all = items();
  const page = pages()[at];
  const focused = document.activeElement.closest("fieldset[id^='item-']");
  const place = (id) => all.findIndex((item) => item.id === id);
  const before = page.section ? place(page.section.items[0].id) : 0;
  const from = focused ? place(focused.id.replace("item-", "")) + 1 : before;
  const next = all.slice(from).find(isOpen) || all.find(isOpen);
  if (next) goTo(next);
  else {
    announce(say("none_open"));
    go(pages().length - 2);
  }
}

function focusOn() {
  const field = target && document.getElementById(`item-${target}`);
  target = null;
  if (!field) {
    window.scrollTo(0, 0);
    document.querySelector("h1").focus({ preventScroll: true });
    return;
  }
  field.scrollIntoView({ block: "start" });
  (field.querySelector("input:checked") || field.querySelector("input")).focus({ preventScroll: true });
}

/* Saving and clearing. */
const fileName = () => `slimscan-answers-${state.respondent}.json`;

function save() {
  const text = `${JSON.stringify(delivery(), null, 1)}\n`;
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = element("a", { href: address, download: fileName(), hidden: true });
  root.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  const wiped = state.keeps ? ` ${say("scan.wiped")}` : "";
  forget();
  state.keeps = false;
  state.saved = true;
  savedLine = `${say("scan.saved", { file: fileName() })}${wiped}`;
  const line = root.querySelector(".toolbar .saved");
  line.textContent = savedLine;
  line.hidden = false;
  announce(line.textContent);
}

function saveFirst() {
  if (!state.saved) save();
}

function startOver() {
  forget();
  state = fresh();
  savedLine = "";
  announce(say("cleared"));
  go(0);
}

/* A link within the outcome leads to its place there, not to another page. */
root.addEventListener("click", (event) => {
  const link = event.target.closest("main a[href^='#']");
  const there_ = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!there_) return;
  event.preventDefault();
  there_.scrollIntoView({ block: "start" });
  there_.tabIndex = -1;
  there_.focus({ preventScroll: true });
});

/* Whoever leaves with answers that are neither kept nor saved is asked first. */
window.addEventListener("beforeunload", (event) => {
  if (started() && !state.keeps && !state.saved) event.preventDefault();
});

window.addEventListener("hashchange", () => {
  show();
  focusOn();
});
show();
