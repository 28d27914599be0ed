/* Pages. */
const makers = { welcome, section: sectionPage, about, review: reviewPage, done: donePage };

function show() {
  const page = pages[here()];
  main.replaceChildren(...makers[page.kind](page).filter((part) => part !== null));
  showFrame();
}

function title(text) {
  return element("h1", { tabIndex: -1 }, text);
}

function welcome() {
  const room = `welcome.${data.stamp.audience}`;
  const who = data.seal ? (data.seal.holder ? "sealed" : "sealed_firm") : "who";
  const hand = data.seal ? "hand_sealed" : "hand";
  const names = [
    data.groups.length ? "name_group" : "name",
    ...(data.remarks ? ["name_remark"] : []),
    ...(data.seal ? ["name_sealed"] : []),
  ];
  const sent = data.seal ? "sent_sealed" : "sent";
  const parts = [["who", [who]], ["five", ["five"]], ["name", names], ["sent", [sent]], ["hand", [hand]]];
  const values = data.seal ? { holder: data.seal.holder, key: data.seal.key } : {};
  return [
    title(say(`${room}.title`)),
    element("p", { className: "lead" }, say(`${room}.lead`, { count: items.length, minutes: data.minutes })),
    data.period ? element("p", { className: "period" }, told(data.period)) : null,
    element(
      "div",
      { className: "facts" },
      ...parts.map(([head, texts]) =>
        element(
          "section",
          {},
          element("h2", {}, say(`${room}.${head}_title`)),
          element("p", {}, texts.map((text) => say(`${room}.${text}`, values)).join(" ")),
        ),
      ),
    ),
    storage ? null : element("p", { className: "warning" }, say("not_kept")),
    canSeal ? null : element("p", { className: "warning" }, say("seal.impossible")),
    data.seal && storage ? keepingChoice() : null,
    started() && keeps && !savedAs ? element("p", { className: "kept" }, say("kept")) : null,
    element(
      "div",
      { className: "actions" },
      button(started() ? "resume" : "start", () => (started() ? toNextOpen() : go(1)), { className: "primary" }),
      started() ? clearButton() : null,
    ),
  ];
}

function keepingChoice() {
  const input = element("input", { type: "checkbox", id: "keeps", checked: keeps });
  input.addEventListener("change", () => {
    keeps = input.checked;
    if (keeps) keep();
    else forget();
  });
  return element("label", { className: "keeping" }, input, element("span", {}, say("seal.keep")));
}

function sectionPage({ section }) {
  return [
    element("p", { className: "kicker" }, say("part", { number: here(), count: review - 1 })),
    title(told(section.name)),
    element("p", { className: "lead" }, told(section.description)),
    ...section.items.map(question),
  ];
}

function changed() {
  savedAs = "";
  keep();
  showProgress();
  announce(`${count.textContent}. ${say(keeps ? "kept" : storage ? "seal.not_kept" : "not_kept")}`);
}

function about() {
  return [
    element("p", { className: "kicker" }, say("part", { number: here(), count: review - 1 })),
    title(say("about.title")),
    data.groups.length ? groupQuestion() : null,
    data.remarks ? remarkQuestion() : null,
  ];
}

function groupQuestion() {
  const choice = (name, label) => {
    const chosen = () => {
      state.group = name;
      changed();
    };
    const input = element("input", { type: "radio", name: "group", value: name, checked: state.group === name, onchange: chosen });
    return element("label", {}, input, element("span", {}, label));
  };
  return element(
    "fieldset",
    { id: "group" },
    element("legend", {}, element("span", {}, say("about.group"))),
    element("p", { className: "why" }, say("about.group_why")),
    element(
      "div",
      { className: "options long" },
      element("div", { className: "scale" }, ...data.groups.map((name) => choice(name, name))),
      element("div", { className: "states" }, choice("", say("about.group_none"))),
    ),
  );
}

function remarkQuestion() {
  const left = element("p", { className: "why", id: "remark-left" });
  const area = element("textarea", { id: "remark", rows: 5, maxLength: longestRemark, value: state.remark });
  area.setAttribute("aria-describedby", "remark-why remark-left");
  const tell = () => {
    left.textContent = say("about.remark_left", { count: longestRemark - area.value.length });
  };
  area.addEventListener("input", () => {
    state.remark = area.value;
    tell();
    keep();
  });
  tell();
  return element(
    "div",
    { className: "card" },
    element("label", { htmlFor: "remark", className: "legend" }, say("about.remark")),
    element("p", { className: "why", id: "remark-why" }, say("about.remark_why")),
    area,
    left,
  );
}

function reviewPage() {
  const open = openOf(items).length;
  const key = open === 0 ? "review.all" : open === 1 ? "review.open_one" : "review.open_many";
  const nothing = open === items.length;
  return [
    title(say("review.title")),
    element("p", { className: "lead" }, say(nothing ? "review.nothing" : key, { count: open })),
    nothing ? null : saveBlock(),
    element("div", { className: "overview" }, ...data.sections.map(overview)),
    started() ? element("div", { className: "actions" }, clearButton()) : null,
  ];
}

function saveBlock() {
  if (!canSeal) return element("div", { className: "save" }, element("p", { className: "warning" }, say("seal.impossible")));
  return element(
    "div",
    { className: "save" },
    element("p", {}, say(data.seal ? "seal.save_why" : "review.save_why")),
    button("review.save", save, { className: "primary", id: "save" }),
  );
}

function overview(section, place) {
  const open = openOf(section.items);
  const name = told(section.name);
  const state_ = open.length ? say("review.part_open", { count: open.length }) : say("review.part_done");
  const toItem = (item) =>
    element(
      "li",
      {},
      element("button", { type: "button", className: "jump", onclick: () => goTo(item) }, told(item.statement)),
    );
  return element(
    "section",
    { className: `lever-${section.number}` },
    element("h2", {}, element("button", { type: "button", className: "jump", onclick: () => go(place + 1) }, name)),
    element("p", { className: open.length ? "todo" : "ready" }, state_),
    open.length ? element("ul", {}, ...open.map(toItem)) : null,
  );
}

function donePage() {
  return [
    title(say("done.title")),
    element("p", { className: "lead" }, say("done.file", { file: savedAs })),
    element("p", { className: "next-step" }, say("done.hand")),
    element("p", {}, say("done.gone")),
    data.seal ? otherWays() : null,
    element(
      "div",
      { className: "actions" },
      button("done.again", save, { className: "quiet" }),
      button("done.other", startOver, { className: "quiet" }),
    ),
  ];
}

/* A sealed file may travel by any way: as text in a mail, or by what the device shares with. */
function otherWays() {
  const area = element("textarea", { id: "sealed-text", readOnly: true, rows: 6, value: asText(delivered) });
  const copy = async () => {
    area.select();
    await navigator.clipboard.writeText(area.value).catch(() => document.execCommand("copy"));
    announce(say("seal.copied"));
  };
  const file = () => new File([delivered], savedAs, { type: "application/json" });
  const canShare = Boolean(navigator.canShare && navigator.canShare({ files: [file()] }));
  return element(
    "section",
    { className: "card ways" },
    element("h2", {}, say("seal.text_title")),
    element("label", { htmlFor: "sealed-text" }, say("seal.text_why")),
    area,
    element(
      "div",
      { className: "actions" },
      button("seal.copy", copy, { className: "quiet", id: "copy" }),
      canShare ? button("seal.share", () => navigator.share({ files: [file()] }).catch(() => {}), { className: "quiet" }) : null,
    ),
  );
}
