/* The chapters about scores: at a glance, the whole picture, part by part, the basics. */

const chip = (lever) => (lever ? element("span", { className: `chip c${lever}` }, String(lever)) : null);
const said = (key, values) => say(`report.${key}`, values);

function chapter(id, heading, ...children) {
  return element("section", { className: `chapter ${id}`, id }, element("h2", {}, heading), ...children);
}

const paragraph = (text, className = "") => (text ? element("p", { className }, text) : null);
const bold = (text) => element("b", {}, text);

/* The range that the score would have if every missing item were 0 or 100; nothing when none is. */
function reachOf(score) {
  return score.low === null || score.answered === score.applicable ? null : [shown(score.low), shown(score.high)];
}

function reachText(score) {
  const reach = reachOf(score);
  return reach ? element("span", { className: "small reach" }, ` ${reach[0]}–${reach[1]}`) : null;
}

const bandOf = (score) => (score.band === null ? "" : texts.bands[score.band].label);
const whyOf = (score) => (score.why ? said(`why.${score.why}`) : "");
const counted = (score) => said("score.counted", { answered: score.answered, applicable: score.applicable });
const lowestOf = (score) => (score.lowest === null ? none : String(shown(score.lowest)));

function barReading(score) {
  const reach = reachOf(score);
  const told = [
    score.shown === null ? "" : said("bar.score", { score: score.shown }),
    score.lowest === null ? "" : said("bar.lowest", { lowest: shown(score.lowest) }),
    reach ? said("bar.range", { low: reach[0], high: reach[1] }) : "",
  ].filter(Boolean);
  return told.join(" ") || whyOf(score);
}

const leverName = (place) => texts.levers[place].name;
const aspectName = (id) => texts.aspects[id].name;

/* In one sentence: which lever is lowest, and which of its aspects pulls it down. */
function reading({ scan }) {
  if (scan.contradicting) return said("reading.contradicting");
  const scored = lowestFirst(scan.levers);
  if (!scored.length) return said("reading.none");
  const lowest = scored[0];
  if (scored.length > 1 && lowest.shown === scored.at(-1).shown) return said("reading.equal", { score: lowest.shown });
  const lever = leverName(scan.levers.indexOf(lowest));
  const aspect = lowestFirst(lowest.aspects)[0];
  if (aspect.shown === lowest.shown) return said("reading.lowest", { lever, score: lowest.shown });
  const pulled = { aspect: aspectName(aspect.id), aspect_score: aspect.shown };
  return said("reading.pulled", { lever, score: lowest.shown, ...pulled });
}

/* How complete the answers are, when some are missing. */
function responseText({ overall }) {
  const asked = overall.applicable;
  const missing = asked - overall.answered;
  if (missing === 0 || missing === asked) return "";
  return missing === 1 ? said("summary.missing_one", { asked }) : said("summary.missing", { missing, asked });
}

function summaryChapter(result) {
  const { scan } = result;
  return chapter(
    "summary",
    said("chapter.summary"),
    paragraph(reading(result), "lead"),
    element("div", { className: "standing" }, overallBlock(scan.overall), fourBlock(scan)),
    element("div", { className: "halves" }, strengthsBlock(result), firstBlock(result)),
  );
}

function overallBlock(overall) {
  const meaning = overall.band === null ? "" : texts.bands[overall.band].meaning;
  return element(
    "div",
    { className: "overall" },
    element("h3", {}, said("score.overall")),
    paragraph(asShown(overall.score), "big"),
    overall.shown === null ? null : paragraph(said("score.of_hundred"), "of"),
    ...(overall.band === null
      ? [paragraph(whyOf(overall), "small")]
      : [paragraph(bandOf(overall), "band"), paragraph(meaning, "small")]),
  );
}

function fourBlock(scan) {
  const line = (lever, place) =>
    element(
      "li",
      {},
      element("p", { className: "name" }, chip(place + 1), ` ${leverName(place)}`),
      element("div", { className: "measure" }, scoreBar(lever, place + 1, `${leverName(place)}: ${barReading(lever)}`)),
      element("p", { className: "told" }, bold(asShown(lever.score)), ` ${lever.score === null ? said("summary.no_score") : bandOf(lever)}`),
    );
  const starts = texts.bands.map(({ label }, place) =>
    place ? said("summary.band_from", { band: label, start: program.bands[place] }) : label,
  );
  const key = (kind, text) => element("li", {}, element("i", { className: kind }), ` ${text}`);
  return element(
    "div",
    { className: "four" },
    element("h3", {}, said("summary.levers")),
    element("ul", { className: "lines" }, ...scan.levers.map(line)),
    paragraph(said("summary.scale"), "small"),
    element(
      "ul",
      { className: "key" },
      key("k-lowest", said("summary.key_lowest")),
      responseText(scan) ? key("k-range", said("summary.key_range")) : null,
      key("k-bands", `${said("picture.key_bands")}: ${starts.join(" · ")}`),
    ),
  );
}

function strengthsBlock({ scan, strengths }) {
  const lever = (aspect) => 1 + scan.levers.findIndex((one) => one.aspects.includes(aspect));
  const strength = (aspect) =>
    element(
      "li",
      {},
      element("p", { className: "name" }, chip(lever(aspect)), " ", bold(aspectName(aspect.id)), " ", element("span", { className: "told" }, String(aspect.shown))),
      paragraph(texts.aspects[aspect.id].description, "small"),
    );
  const nothing = said(scan.contradicting ? "summary.contradicting" : "summary.no_strengths");
  return element(
    "div",
    { className: "half strong" },
    element("h3", {}, said("summary.strengths")),
    strengths.length ? element("ol", {}, ...strengths.map(strength)) : paragraph(nothing),
    paragraph(responseText(scan), "remark"),
  );
}

function firstBlock({ scan, plan }) {
  const first = (action) =>
    element(
      "li",
      {},
      element("p", { className: "name" }, element("a", { href: `#action-${action.rank}` }, texts.actions[action.action].title)),
      element("p", { className: "small" }, chip(leverOf(action)), ` ${topicOf(action)} · `, element("span", { className: "who" }, actionText(action, "who"))),
      paragraph(`${said(`term.days${termOf(action)}`)} · ${effortOf(action)}`, "small"),
    );
  const why = scan.contradicting ? "summary.contradicting" : plan.tooFew ? "plan.too_few" : "summary.no_actions";
  const shownFirst = plan.actions.slice(0, 5);
  return element(
    "div",
    { className: "half first" },
    element("h3", {}, said("summary.actions")),
    shownFirst.length ? element("ol", {}, ...shownFirst.map(first)) : paragraph(said(why)),
  );
}

/* All scores as numbers and bars. */
function pictureChapter({ scan }) {
  const heads = [said("picture.bar"), said("score.label"), said("score.band"), said("score.lowest_short"), said("score.answered")];
  const tables = scan.levers.map((lever, place) => scoresTable(lever.aspects, place + 1, leverName(place), heads));
  if (scan.beside.length) tables.push(scoresTable(scan.beside, 0, said("lever.module"), heads));
  const key = (kind, word) => element("li", {}, element("i", { className: kind }), ` ${said(`picture.${word}`)}`);
  return chapter(
    "picture",
    said("chapter.picture"),
    element("figure", { className: "web bare" }, numbersTable(scan)),
    element(
      "figure",
      { className: "bars" },
      element("figcaption", {}, element("h3", {}, said("picture.bars")), paragraph(said("picture.bars_intro"))),
      element("ul", { className: "key" }, key("k-score", "key_score"), key("k-lowest", "key_lowest"), key("k-range", "key_range")),
      ...tables,
    ),
  );
}

const head = (text, className = "") => element("th", { scope: "col", className }, text);
const cell = (className, ...children) => element("td", { className }, ...children);

function numbersTable(scan) {
  const row = (name, score, className = "") =>
    element(
      "tr",
      { className },
      element("th", { scope: "row" }, ...name),
      cell("n", bold(asShown(score.score))),
      cell("", bandOf(score) || whyOf(score), reachText(score)),
      cell("n", lowestOf(score)),
      cell("n", counted(score)),
    );
  const heads = [[said("picture.lever")], [said("score.label"), "n"], [said("score.band")], [said("score.lowest_short"), "n"], [said("score.answered"), "n"]];
  const levers = scan.levers.map((lever, place) => row([chip(place + 1), ` ${leverName(place)}`], lever));
  return element(
    "table",
    { className: "numbers" },
    element("thead", {}, element("tr", {}, ...heads.map(([text, kind]) => head(text, kind)))),
    element("tbody", {}, ...levers, row([said("score.overall")], scan.overall, "sum")),
  );
}

function scoresTable(aspects, lever, name, heads) {
  const [bar, label, band, lowest, answered] = heads;
  const row = (score) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, aspectName(score.id)),
      cell("drawn", scoreBar(score, lever, `${aspectName(score.id)}: ${barReading(score)}`)),
      cell("n", bold(asShown(score.score))),
      cell("", bandOf(score) || none, reachText(score)),
      cell("n", lowestOf(score)),
      cell("n", counted(score)),
    );
  const first = element("th", { scope: "col" }, chip(lever), ` ${name}`);
  const titles = [first, head(bar), head(label, "n"), head(band), head(lowest, "n"), head(answered, "n")];
  return element(
    "table",
    { className: "scores" },
    element("thead", {}, element("tr", {}, ...titles)),
    element("tbody", {}, ...aspects.filter((one) => itemsOfAspect(one.id).length).map(row)),
  );
}

/* Part by part, with every answer. */
function itemsOfAspect(aspect) {
  return practices((item) => item.aspect === aspect && [null, state.profile.sector].includes(item.sector));
}

function leversChapter({ scan }) {
  const block = (lever, place) =>
    element(
      "section",
      { className: "lever" },
      element(
        "div",
        { className: `head c${place + 1}` },
        element("div", { className: "mark" }, paragraph(asShown(lever.score), "number"), paragraph(bandOf(lever), "band")),
        element(
          "div",
          { className: "what" },
          element("h3", {}, chip(place + 1), ` ${leverName(place)}`),
          paragraph(texts.levers[place].description),
          paragraph(whyOf(lever), "why"),
          paragraph(scan.contradicting ? "" : leverReading(lever), "reading"),
        ),
      ),
      ...lever.aspects.map((aspect) => aspectBlock(scan, aspect)),
    );
  const sector = () =>
    element(
      "section",
      { className: "lever" },
      element("div", { className: "head c0" }, element("div", { className: "what" }, element("h3", {}, said("lever.module")), paragraph(said("lever.module_intro")))),
      ...scan.beside.map((aspect) => aspectBlock(scan, aspect)),
    );
  return chapter("levers", said("chapter.levers"), ...scan.levers.map(block), scan.beside.length ? sector() : null);
}

/* Which aspect of a lever is highest and which is lowest, in one sentence. */
function leverReading({ aspects }) {
  const [highest] = highestFirst(aspects);
  const [lowest] = lowestFirst(aspects);
  if (!highest || highest.shown === lowest.shown) return "";
  return said("lever.reading", {
    highest: aspectName(highest.id),
    high: highest.shown,
    lowest: aspectName(lowest.id),
    low: lowest.shown,
  });
}

function aspectBlock(scan, aspect) {
  const own = itemsOfAspect(aspect.id);
  if (!own.length) return null;
  const missing = aspect.answered === aspect.applicable ? "" : ` · ${said("score.counted_long", { counted: counted(aspect) })}`;
  const told = aspect.score === null ? [whyOf(aspect)] : [bold(asShown(aspect.score)), ` ${bandOf(aspect)}${missing}`];
  return element(
    "div",
    { className: "aspect" },
    element("div", { className: "title" }, element("h4", {}, aspectName(aspect.id)), element("p", { className: "told" }, ...told)),
    element("ul", { className: "items" }, ...own.map((item) => answerLine(scan, item))),
  );
}

const reversedItem = (id) => program.items.some((item) => item.id === id && item.reversed);

function answerLine(scan, item) {
  const turned = reversedItem(item.id) ? element("span", { className: "tag" }, ` (${said("item.reversed_short")})`) : null;
  return element(
    "li",
    {},
    element("div", { className: "statement" }, element("span", { className: "code" }, item.id), ` ${item.statement}`, turned),
    answerBox(scan, item),
  );
}

/* The answer to an item: its value, shaded, and the words of the option. */
function answerBox(scan, item) {
  const value = scan.values[`${item.id}__value`] ?? null;
  const given = value === null ? "none" : `v${shade(value)}`;
  const short = value === null ? said(`short.${stateOf(item)}`) : asShown(value);
  return element(
    "div",
    { className: "answer" },
    element("span", { className: `value ${given}` }, short),
    element("span", {}, ` ${answerWords(item)}`),
  );
}

function stateOf({ id }) {
  const answer = state.answers[id];
  return answer === undefined ? "skipped" : answer in program.cells ? answer : "answered";
}

function answerWords(item) {
  const place = item.codes.indexOf(state.answers[item.id]);
  return place < 0 ? said(`state.${stateOf(item)}`) : item.labels[place];
}

/* What has to be in order first. */
function basisChapter({ scan, preconditions }) {
  if (!preconditions.length) return null;
  const kind = (one) => (one.inOrder === null ? "unknown" : one.inOrder ? "in_order" : "not_in_order");
  const line = (one) => {
    const item = asked(program.basis.find(({ id }) => id === one.item));
    const statement = [element("span", { className: "code" }, item.id), ` ${item.statement}`];
    return element(
      "li",
      { className: kind(one) },
      element("b", { className: "state" }, said(`preconditions.${kind(one)}`)),
      element("div", { className: "statement" }, ...statement),
      answerBox(scan, item),
    );
  };
  return chapter(
    "basis",
    said("chapter.basis"),
    paragraph(said("basis.intro")),
    element("ul", { className: "conditions" }, ...preconditions.map(line)),
  );
}
