/* The page with the outcome: what can be done with it, the cover, and the chapters. */

function outcomePage() {
  const result = resultOf(program, sheet());
  return [
    toolbar(),
    cover(),
    element(
      "main",
      { id: "main", tabIndex: -1 },
      summaryChapter(result),
      pictureChapter(result),
      planChapter(result),
      evidenceChapter(result),
      basisChapter(result),
      leversChapter(result),
      methodChapter(),
    ),
    ending(),
  ];
}

function cover() {
  const { organisation } = state.profile;
  const chosen = texts.profile.map(({ id, short, options }) => [short, options.find((one) => one.id === state.profile[id])?.name]);
  const scope = said(quick() ? "cover.quick" : "cover.full");
  const facts = [[said("cover.scope"), scope], ...chosen.filter(([, name]) => name)];
  const { name } = data.offered;
  if (name) facts.push([say("scan.offered_by"), name]);
  return element(
    "header",
    { className: "cover" },
    element(
      "div",
      { className: "panel" },
      paragraph(said("cover.kind"), "kind"),
      element("h1", { tabIndex: -1 }, texts.title),
      paragraph(organisation.trim() || said("cover.nameless"), "firm"),
      paragraph(longDay(dayNumber(givenOn())), "date"),
    ),
    element("div", { className: "stripe" }, ...program.levers.map((_, place) => element("i", { className: `c${place + 1}` }))),
    element("dl", { className: "facts" }, ...facts.map(([label, name]) => element("div", {}, element("dt", {}, label), element("dd", {}, name)))),
    copyOf("logo"),
  );
}

/* What an adviser put into the page stands hidden in it until it is shown. */
function copyOf(id) {
  const kept = document.getElementById(id);
  if (!kept) return null;
  const copy = kept.cloneNode(true);
  copy.hidden = false;
  copy.removeAttribute("id");
  return copy;
}

function toolbar() {
  return element(
    "nav",
    { className: "toolbar", "aria-label": say("scan.do_with") },
    button("scan.to_questions", () => go(pages().length - 2), { className: "quiet" }),
    button("scan.save", save, { className: "primary", id: "save" }),
    button("scan.print", () => window.print(), { className: "quiet", id: "print" }),
    element("p", { className: "saved", hidden: !(state.saved && savedLine) }, state.saved ? savedLine : ""),
  );
}

/* What comes after: the file, whom to send it to, and clearing what is kept. */
function ending() {
  const { contact, mail, name } = data.offered;
  return element(
    "footer",
    { className: "ending" },
    closingQuestions(),
    element("h2", { className: "how" }, say("scan.after_title")),
    paragraph(say("scan.after_save"), "how"),
    paragraph(say("scan.after_command"), "how"),
    contact || mail || name ? element("h3", {}, name || say("scan.contact_title")) : null,
    paragraph(contact),
    mail ? mailLine(mail) : null,
    element("div", { className: "actions" }, clearButton()),
    copyOf("foot"),
  );
}

/* About the scan itself, once its outcome is there; whoever saves takes the answers along. */
function closingQuestions() {
  if (!texts.closing.length) return null;
  const ask = ({ id, codes, text, labels }) => {
    const choose = (code) => () => {
      state.answers[id] = code;
      keep();
      root.querySelector(".toolbar .saved").hidden = true;
      announce(say(state.keeps ? "scan.kept" : "scan.kept_open"));
    };
    return fieldOf(id, text, [], codes, (code) => labels[codes.indexOf(code)], state.answers[id], choose);
  };
  return element("section", { className: "closing how" }, element("h2", {}, say("closing")), paragraph(say("scan.closing_lead")), ...texts.closing.map(ask));
}

/* The mail carries no answer: whoever sends it adds the file, which is saved first. */
function mailLine(mail) {
  const subject = encodeURIComponent(say("scan.mail_subject", { title: texts.title }));
  const body = encodeURIComponent(say("scan.mail_body", { file: fileName() }));
  const link = element("a", { href: `mailto:${mail}?subject=${subject}&body=${body}`, id: "mail", onclick: saveFirst }, say("scan.mail", { mail }));
  return element("p", { className: "how" }, link, element("span", { className: "small" }, ` ${say("scan.mail_why")}`));
}

function methodChapter() {
  const { method } = texts;
  const step = (number) => element("li", {}, said(`method.step${number}`, { share: method.share }));
  const band = ({ label, meaning }, place) => {
    const [start, end] = [program.bands[place], program.bands[place + 1] ?? 100].map((edge) => decimal(edge));
    const word = place === texts.bands.length - 1 ? "method.last" : "method.from";
    return element("tr", {}, element("th", { scope: "row" }, label), cell("", said(word, { start, end })), cell("", meaning));
  };
  const source = ({ id, title, year, link, limits }) => [
    element("dt", {}, id),
    element(
      "dd",
      {},
      `${title} (${year}). `,
      link ? outside(link) : null,
      limits ? element("span", { className: "small" }, ` ${said("method.limits")}: ${limits}`) : null,
    ),
  ];
  const heads = [head(said("method.band")), head(said("method.band_range")), head(said("method.band_meaning"))];
  return chapter(
    "method",
    said("chapter.method"),
    element("h3", {}, said("method.scores")),
    element("ol", {}, ...[1, 2, 3, 4, 5, 6].map(step)),
    element("h3", {}, said("method.bands")),
    paragraph(said("method.bands_intro")),
    element(
      "table",
      { className: "plain bands" },
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...texts.bands.map(band)),
    ),
    element("h3", {}, said("method.plan")),
    paragraph(said("method.plan1", method)),
    paragraph(said(method.in_order_from ? "method.plan2" : "method.plan2_bare", method)),
    element("h3", {}, said("method.known")),
    paragraph(`${said("method.known1")} ${said("method.known2")}`),
    element("h3", {}, said("method.sources")),
    paragraph(said("method.sources_intro")),
    element("dl", { className: "sources" }, ...texts.sources.flatMap(source)),
  );
}
