/* The pages that ask: the first one, the firm, the questions, the overview. */

const makers = { welcome, firm: firmPage, section: sectionPage, review: reviewPage };

/* The pages as they are now: a sector may bring questions of its own. */
function pages() {
  const asking = state.scope ? sections().map((section) => ({ kind: "section", section })) : [];
  return [{ kind: "welcome" }, { kind: "firm" }, ...asking, { kind: "review" }, { kind: "outcome" }];
}

const title = (text) => element("h1", { tabIndex: -1 }, text);

function welcome() {
  const { name } = data.offered;
  const pause = !storage || (started() && !state.keeps) ? "stay_open" : started() ? "come_back" : "sent";
  const facts = [...["get", "stay", "honest"].map((fact) => [`${fact}_title`, fact]), ["sent_title", pause]];
  return [
    copyOf("logo"),
    title(say("scan.welcome.title")),
    element("p", { className: "lead" }, say("scan.welcome.lead")),
    name ? paragraph(say("scan.welcome.by", { name })) : null,
    paragraph(texts.period, "period"),
    ...(started() ? [goingOn()] : [scopeQuestion(), keepQuestion()]),
    element(
      "div",
      { className: "facts" },
      ...facts.map(([heading, text]) =>
        element("section", {}, element("h2", {}, say(`scan.welcome.${heading}`)), paragraph(say(`scan.welcome.${text}`))),
      ),
    ),
    started() ? null : element("div", { className: "actions" }, button("start", begin, { className: "primary", id: "begin" })),
    started() ? null : openSaved(),
  ];
}

/* What is here already and whose it is, before anybody goes on with it. */
function goingOn() {
  const firm = state.profile.organisation.trim();
  return element(
    "div",
    { className: "save" },
    paragraph(say(firm ? "scan.here_of" : "scan.here", { firm })),
    paragraph(progressText(), "why"),
    element("div", { className: "actions" }, button("resume", begin, { className: "primary", id: "begin" }), clearButton()),
  );
}

function begin() {
  if (started()) toNextOpen();
  else if (state.scope) go(1);
  else {
    const field = document.getElementById("field-scope");
    if (!field.querySelector(".warning")) field.append(paragraph(say("scan.scope_first"), "warning"));
    announce(say("scan.scope_first"));
    document.querySelector("[name=scope]").focus();
  }
}

/* How long it may take: the number said is the number asked. */
function scopeQuestion() {
  if (data.scopes.length === 1) return paragraph(scopeText(data.scopes[0]), "period");
  const choose = (scope) => () => {
    state.scope = scope;
    document.querySelector("#field-scope .warning")?.remove();
    keep();
    showFrame();
  };
  return fieldOf("scope", say("scan.scope_title"), [], data.scopes, (scope) => scopeText(scope), state.scope, choose);
}

function scopeText(scope) {
  const known = [null, data.sector];
  const count = program.items.filter((item) => known.includes(item.sector) && (scope === "full" || item.quick)).length;
  const aboutFirm = 1 + texts.profile.length;
  const beside = aboutFirm + program.basis.length + program.changes.length;
  return say(`scan.scope.${scope}`, { count, beside, minutes: texts.minutes[scope] });
}

/* A question with buttons under each other; the first line may explain why it is asked. */
function fieldOf(name, legend, lines, values, labelOf, chosen, choose) {
  const option = (value) => {
    const input = element("input", { type: "radio", name, value, checked: chosen === value, onchange: choose(value) });
    return element("label", {}, input, element("span", {}, labelOf(value)));
  };
  return element(
    "fieldset",
    { id: `field-${name}` },
    element("legend", {}, element("span", {}, legend)),
    ...lines.map((line) => paragraph(line, "why")),
    element("div", { className: "options long" }, element("div", { className: "scale" }, ...values.map(option))),
  );
}

/* Pages that are opened from a disk share what a browser keeps, so nothing is kept without a yes. */
function keepQuestion() {
  if (!storage) return paragraph(say("scan.not_kept"), "warning");
  const input = element("input", {
    type: "checkbox",
    id: "keep",
    checked: state.keeps,
    onchange: () => {
      state.keeps = input.checked;
      if (state.keeps) keep();
      else forget();
    },
  });
  return element(
    "div",
    { className: "card keeping" },
    element("label", { htmlFor: "keep" }, input, element("span", {}, say("scan.keep"))),
    paragraph(say("scan.keep_why"), "why"),
  );
}

function firmPage() {
  const input = element("input", { type: "text", id: "organisation", maxLength: longestName, autocomplete: "organization", value: state.profile.organisation });
  input.addEventListener("input", () => {
    state.profile.organisation = input.value;
    keep();
  });
  return [
    element("p", { className: "kicker" }, say("part", { number: 1, count: pages().length - 3 })),
    title(say("scan.firm.title")),
    element("p", { className: "lead" }, say("scan.firm.lead")),
    element(
      "div",
      { className: "card" },
      element("label", { htmlFor: "organisation", className: "legend" }, say("scan.organisation")),
      element("p", { className: "why", id: "organisation-why" }, say("scan.firm.name_why")),
      input,
    ),
    ...texts.profile.map(profileField),
  ];
}

function profileField({ id, name, options }) {
  const choose = (value) => () => {
    state.profile[id] = value;
    keep();
    showFrame();
  };
  const labels = Object.fromEntries([...options.map((one) => [one.id, one.name]), ["", say("scan.firm.unsaid")]]);
  const why = { sector: [say("scan.firm.sector_why")], size: [say("scan.firm.size_why")] }[id] ?? [];
  return fieldOf(id, name, why, [...options.map((one) => one.id), ""], (value) => labels[value], state.profile[id], choose);
}

function sectionPage({ section }) {
  const own = section.items.map((item) => ({ ...item }));
  return [
    element("p", { className: "kicker" }, say("part", { number: here(), count: pages().length - 3 })),
    title(section.name),
    element("p", { className: "lead" }, section.description),
    ...own.map(question),
  ];
}

function changed() {
  state.givenOn = "";
  keep();
  showProgress();
  announce(`${count.textContent}. ${say(state.keeps ? "scan.kept" : "scan.kept_open")}`);
}

function reviewPage() {
  const all = items();
  const open = openOf(all).length;
  const nothing = open === all.length;
  const key = open === 0 ? "review.all" : open === 1 ? "review.open_one" : "review.open_many";
  return [
    title(say("review.title")),
    element("p", { className: "lead" }, say(nothing ? "review.nothing" : key, { count: open })),
    nothing
      ? null
      : element(
          "div",
          { className: "save" },
          paragraph(say("scan.ready")),
          button("scan.see", () => go(pages().length - 1), { className: "primary", id: "see" }),
        ),
    element("div", { className: "overview" }, ...sections().map(overview)),
    started() ? element("div", { className: "actions" }, clearButton()) : null,
  ];
}

function overview(section, place) {
  const open = openOf(section.items);
  const standing = open.length ? say("review.part_open", { count: open.length }) : say("review.part_done");
  const jump = (act, text) => element("button", { type: "button", className: "jump", onclick: act }, text);
  const toItem = (item) => element("li", {}, jump(() => goTo(item), item.statement));
  return element(
    "section",
    { className: `lever-${section.number}` },
    element("h2", {}, jump(() => go(place + 2), section.name)),
    paragraph(standing, open.length ? "todo" : "ready"),
    open.length ? element("ul", {}, ...open.map(toItem)) : null,
  );
}
