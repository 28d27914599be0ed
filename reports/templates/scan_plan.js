/* The chapters about what to do: the plan, what it may bring, how it was worked out. */

const sizePlace = () => program.sizes.findIndex((one) => one.id === state.profile.size);
const termOf = ({ action }) => program.actions[action].term;
const leverOf = ({ home }) => 1 + program.levers.findIndex((lever) => lever.id === home);
const topicOf = ({ aspect }) => (aspect === null ? said("preconditions.one") : aspectName(aspect));

/* What an action asks, for the size of the firm or an unknown one. */
function effortOf({ action }) {
  const of = texts.effort.of[action];
  return texts.effort.said[of[sizePlace() < 0 ? of.length - 1 : sizePlace()]];
}

/* A text of an action in the words for a firm of this size. */
function actionText({ action }, part) {
  const own = texts.actions[action];
  const small = program.sizes[sizePlace()]?.small;
  return (small && own.small[part]) || own[part];
}

const firstStep = (action) => texts.firstSteps[state.profile.sector]?.[action.action] ?? actionText(action, "first_step");

function planChapter(result) {
  const { plan } = result;
  if (!plan.actions.length) return null;
  return chapter(
    "plan",
    said("chapter.plan"),
    paragraph(said("plan.intro"), "lead"),
    paragraph([said("plan.all_proposed"), effortOfPlan(plan)].filter(Boolean).join(" ")),
    plan.tooFew ? element("p", { className: "remark" }, bold(said("plan.too_few"))) : null,
    plan.strong ? paragraph(said("plan.strong")) : null,
    plan.unsafe ? element("p", { className: "remark" }, bold(said("plan.unsafe"))) : null,
    plan.actions.length > 1 ? timeline(plan) : null,
    paragraph(`${said("plan.ties")}${lawNotice(result)}`, "small"),
    ...plan.actions.map((action) => actionArticle(result, action)),
    plan.waiting.length ? waitingList(plan.waiting) : null,
  );
}

/* What the law lines are worth, which other law a sector has, and where it can be read on paper. */
function lawNotice({ scan, plan }) {
  const entries = plan.actions.flatMap((one) => touchedLaw(scan, one.action)).map((entry) => program.law[entry]);
  if (!entries.length) return "";
  const others = (one) => one.notIn.includes(state.profile.sector);
  const statutes = (some) => [...new Set(some.map((one) => one.statute))].map((id) => texts.statutes[id]);
  const instead = statutes(entries.filter(others)).map((one) => one.instead).filter(Boolean);
  const places = statutes(entries.filter((one) => !others(one))).map(
    ({ name, link }) => `${name}, ${link.replace("https://", "").replace(/\/+$/, "")}`,
  );
  const where = places.length ? [said("law.where", { statutes: together(places) })] : [];
  return ["", texts.lawNotice, ...instead, ...where].join(" ");
}

function waitingList(waiting) {
  const titles = waiting.map((action) => element("li", {}, texts.actions[action].title));
  return element("div", { className: "beside-plan" }, element("h3", {}, said("plan.waiting")), element("ul", {}, ...titles));
}

/* What the plan asks in the first quarter and in the next one. */
function effortOfPlan({ quarters }) {
  if (!quarters.length) return "";
  const told = quarters.slice(0, 2).map(([all, leader], place) =>
    said(`effort.quarter${place + 1}`, { days: decimal(all, 0), leader: decimal(leader, 0) }),
  );
  const { people, open } = program.sizes[sizePlace()];
  return [...told, said(open ? "effort.at_least" : "effort.reckoned", { people })].join(" ");
}

function timeline({ actions }) {
  const begin = dayNumber(givenOn());
  const tick = (days, place) => element("span", { className: `t${place}` }, shortDay(begin + days));
  const row = (action) => {
    const { rank, dates } = action;
    const title = texts.actions[action.action].title;
    const told = dates && { start: shortDay(dates.start), first_step: shortDay(dates.firstStepBy), in_place: dated(dates.inPlaceBy) };
    const alt = dates && `${title}. ${said("timeline.alt", told)}`;
    const bar = dates && periodBar(Math.max(dates.start - begin, 0), termOf(action), leverOf(action), alt);
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, element("span", { className: "rank" }, String(rank)), ` ${title}`),
      cell("drawn", bar),
      cell("", dates ? told.start : said("plan.later")),
      cell("", dates ? told.in_place : ""),
    );
  };
  const days = element("div", { className: "ticks" }, ...[0, 120, 240, 360].map(tick));
  const titles = [head(said("plan.action")), element("th", { scope: "col", className: "drawn" }, days), head(said("plan.starts")), head(said("plan.in_place"))];
  const together = Math.min(program.rules.runningAtOnce, actions.length);
  const ofBasis = actions.some(({ aspect }) => aspect === null);
  return element(
    "figure",
    { className: "timeline" },
    element("figcaption", {}, element("h3", {}, said("plan.timeline")), paragraph([said("timeline.reading", { together }), ...(ofBasis ? [said("timeline.basis")] : [])].join(" "))),
    element(
      "table",
      { className: "scores" },
      element("thead", {}, element("tr", {}, ...titles)),
      element("tbody", {}, ...actions.map(row)),
    ),
  );
}

function actionArticle(result, action) {
  const { dates, rank } = action;
  const step = dates ? said("plan.first_step", { date: shortDay(dates.firstStepBy) }) : said("plan.first_step_later");
  const labelled = (word, text) => (text ? element("p", {}, bold(said(`plan.${word}`)), ` ${text}`) : null);
  const field = (word) => element("li", {}, element("span", {}, said(`plan.${word}`)));
  return element(
    "article",
    { className: "action", id: `action-${rank}` },
    element(
      "div",
      { className: "head" },
      paragraph(String(rank), "rank"),
      element("h3", {}, texts.actions[action.action].title),
    ),
    element(
      "div",
      { className: "body" },
      element(
        "div",
        { className: "main" },
        action.kind === "find_out" ? paragraph(said("plan.find_out"), "step") : null,
        paragraph(actionText(action, "what")),
        element("p", { className: "step" }, bold(step), ` ${firstStep(action)}`),
        trail(result, action),
      ),
      element(
        "div",
        { className: "side" },
        element("p", { className: "small" }, chip(leverOf(action)), ` ${topicOf(action)}: ${effortOf(action)}, ${said(`term.days${termOf(action)}`)}`),
        labelled("who", actionText(action, "who")),
        labelled("involve", actionText(action, "involve")),
        labelled("sign", actionText(action, "sign")),
        element("ul", { className: "fields" }, ...["owner", "start", "check", "again"].map(field)),
      ),
    ),
  );
}

/* From the answer to the source and the case, and why it stands where it stands. */
function trail({ scan }, action) {
  const item = asked([...program.items, ...program.basis].find(({ id }) => id === action.item));
  const turned = reversedItem(item.id) ? `, ${said("item.reversed_short")}` : "";
  const value = action.value === null ? "" : ` (${shown(action.value)}${turned})`;
  const story = texts.cases[action.case];
  const later = story?.changed_later ? ` (${said("plan.case_later")})` : "";
  const link = story ? element("a", { href: `#case-${action.case}` }, story.name) : null;
  return element(
    "div",
    { className: "trail" },
    element(
      "p",
      {},
      bold(said("plan.trail")),
      ` “${item.statement}” → `,
      bold(answerWords(item)),
      `${value} → ${texts.actions[action.action].sources.join(" · ")}`,
      ...(story ? [` → ${said("plan.case")} `, link, later] : []),
    ),
    element("p", {}, bold(said("plan.priority")), ` ${priorityText(action)}`, ...worksheet(texts.actions[action.action])),
    ...action.law.map((entry) => lawLine(texts.law[entry])),
  );
}

/* The sheet to print and write on, as the report names it. */
function worksheet({ worksheet: sheet }) {
  if (!sheet) return [];
  const command = element("code", {}, `slimscan worksheet ${sheet.id}`);
  return [" · ", bold(said("plan.worksheet")), ` ${sheet.title} (`, command, ")"];
}

/* How the rank is computed, to redo with a pencil, or why it stands where it stands. */
function priorityText({ kind, priority, value, leverage }) {
  const why = kind === "start" ? "" : said(`plan.why.${kind}`);
  if (priority === null) return why;
  const formula = `(100 − ${decimal(value)}) ÷ 100 × ${decimal(leverage)} = ${decimal(priority)}`;
  return why ? `${formula}, ${why}` : formula;
}

function lawLine({ title, meaning, place, link, checked }) {
  return element("p", {}, bold(title), ` ${meaning} (`, outside(link, place), `, ${checked})`);
}

const outside = (link, text = link) => element("a", { href: link, rel: "noopener noreferrer", target: "_blank" }, text);

/* What it may bring a firm like this one, its changes, and firms that did it. */
function evidenceChapter(result) {
  const group = texts.groups[result.group];
  const stories = [...new Set(result.plan.actions.map((one) => one.case))].filter((id) => id !== null);
  if (!group && !stories.length && !program.changes.length) return null;
  return chapter("evidence", said("chapter.evidence"), group ? bring(group) : null, changesTable(), ...storyArticles(stories));
}

function bring({ name, text, sources }) {
  const source = paragraph(`${said("evidence.source")} ${sources.join(" · ")}`, "small");
  return element("div", { className: "bring" }, element("h3", {}, name), paragraph(text), source);
}

function changesTable() {
  if (!program.changes.length) return null;
  const row = (id) => element("tr", {}, element("td", {}, texts.changes[id]), element("td", {}, answerWords(change(id))));
  return element(
    "table",
    { className: "changes" },
    element("caption", {}, said("answers.changes")),
    element("thead", {}, element("tr", {}, head(said("answers.change")), head(said("answers.answer")))),
    element("tbody", {}, ...program.changes.map(row)),
  );
}

function storyArticles(stories) {
  if (!stories.length) return [];
  const line = (word, text, className = "") =>
    text ? element("p", { className }, bold(`${said(`evidence.${word}`)}.`), ` ${text}`) : null;
  const article = (id) => {
    const story = texts.cases[id];
    const link = story.link ? [" · ", outside(story.link)] : [];
    const year = story.year ? ` ${story.year}.` : "";
    return element(
      "article",
      { className: "case", id: `case-${id}` },
      element("div", { className: "who" }, element("h4", {}, story.name), paragraph(`${story.about}${year}`, "small")),
      element(
        "div",
        { className: "story" },
        paragraph(story.done),
        line("brought", story.brought),
        line("hard", story.hard),
        line("limits", story.limits),
        line("later", story.changed_later, "later"),
        element("p", { className: "small" }, `${said("evidence.source")} ${story.sources.join(" · ")}`, ...link),
      ),
    );
  };
  const intro = [element("h3", {}, said("evidence.cases")), paragraph(said("evidence.cases_intro"))];
  return [...intro, ...stories.map(article)];
}
