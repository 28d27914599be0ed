/* The scan program worked out: formulas that slimscan noted down, from answers to scores.
   Nothing here knows an item, a scale or a rule; see docs/scan-page.md. */

const ofMissing = {
  sum: (parts) => parts.reduce((total, one) => (one === null ? total : total + one), 0),
  least: (parts) => {
    const there = parts.filter((one) => one !== null);
    return there.length ? Math.min(...there) : null;
  },
  else: ([value, other]) => (value === null ? other : value),
  missing: ([value]) => Number(value === null),
};

const ofNumbers = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  ">=": (a, b) => Number(a >= b),
  ">": (a, b) => Number(a > b),
  "<=": (a, b) => Number(a <= b),
  "<": (a, b) => Number(a < b),
  "=": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
  and: (a, b) => Number(Boolean(a && b)),
  not: (a) => Number(!a),
  floor: Math.floor,
  round: (a, decimals) => Number(a.toFixed(decimals)),
};

/* A formula is a number, nothing, the name of a column, or an operation and its parts. */
function workOut(formula, values) {
  if (typeof formula === "string") return values[formula] ?? null;
  if (!Array.isArray(formula)) return formula;
  const [operation, ...parts] = formula;
  if (operation === "if") return workOut(workOut(parts[0], values) ? parts[1] : parts[2], values);
  const found = parts.map((part) => workOut(part, values));
  if (operation in ofMissing) return ofMissing[operation](found);
  return found.includes(null) ? null : ofNumbers[operation](...found);
}

function runProgram(program, quick, cells) {
  const values = { ...cells };
  for (const [name, formula] of program.columns) {
    values[name] = workOut(quick && name in program.quick ? program.quick[name] : formula, values);
  }
  return values;
}

/* A score, a value or a number of days as people see it. */
function whole(program, value) {
  return value === null ? null : workOut(program.whole, { value });
}

/* What the answers stand for: the place of the option, or the number of a state. What does not apply
   in a firm of this size is not applicable, whatever was answered. */
function cellsOf(program, questions, { answers, size }) {
  const cell = ({ id, codes, notFor }) => {
    const answer = notFor.includes(size) ? "not_applicable" : answers[id];
    if (answer in program.cells) return program.cells[answer];
    const place = codes.indexOf(answer);
    return place < 0 ? null : place;
  };
  return Object.fromEntries(questions.map((one) => [one.id, cell(one)]));
}

/* The scan of one sheet of answers: {quick, sector, size, measured_on, answers}. */
function scanOf(program, sheet) {
  const items = program.items.filter(
    (item) => (item.quick || !sheet.quick) && (item.sector === null || item.sector === sheet.sector),
  );
  const questions = [...items, ...program.basis];
  const cells = cellsOf(program, questions, sheet);
  const values = runProgram(program, sheet.quick, cells);
  const ofScale = (id, missing) => scoreOf(program, values, id, missing);
  const overall = ofScale("overall", "lever_missing");
  const levers = program.levers.map((lever) => ({
    ...ofScale(lever.id, "too_few_answers"),
    aspects: lever.aspects.map((aspect) => ofScale(aspect, "too_few_answers")),
  }));
  const beside = sheet.sector in program.modules ? [ofScale(program.modules[sheet.sector], "too_few_answers")] : [];
  const scan = { program, sheet, items, cells, values, overall, levers, beside };
  scan.contradicting = contradicts(scan);
  if (scan.contradicting) for (const one of everyScore(scan)) one.band = null;
  return scan;
}

function everyScore(scan) {
  return [scan.overall, ...scan.levers, ...scan.levers.flatMap((lever) => lever.aspects), ...scan.beside];
}

function scoreOf(program, values, id, missing) {
  const part = (name) => values[`${id}__${name}`] ?? null;
  const score = values[id] ?? null;
  const shown = whole(program, score);
  const applicable = part("applicable");
  const without = applicable === 0 ? "not_applicable" : missing;
  return {
    id,
    score,
    shown,
    band: score === null ? null : program.bands.findLastIndex((start) => start <= shown),
    answered: part("answered"),
    applicable,
    lowest: part("lowest"),
    low: part("low"),
    high: part("high"),
    why: score === null ? without : null,
  };
}

/* Whether everything has the same option, also the reversed questions. */
function contradicts({ program, items, cells }) {
  const given = items.filter((item) => cells[item.id] !== null && cells[item.id] >= 0);
  const places = new Set(given.map((item) => cells[item.id]));
  if (given.length < program.rules.contradictsFrom || places.size !== 1) return false;
  const [place] = places;
  const turned = given.filter((item) => item.reversed);
  return turned.length < given.length && turned.some((item) => !item.middle.includes(place));
}

const there = (scores) => scores.filter((one) => one.score !== null);
const lowestFirst = (scores) => there(scores).sort((a, b) => a.shown - b.shown);
const highestFirst = (scores) => there(scores).sort((a, b) => b.shown - a.shown);

function strengthsOf({ program, levers, contradicting }) {
  const { strengthFrom, mostStrengths } = program.rules;
  if (contradicting) return [];
  const aspects = levers.flatMap((lever) => lever.aspects);
  return highestFirst(aspects).filter((one) => one.shown >= strengthFrom).slice(0, mostStrengths);
}

/* The group that a firm is in by its changes of the last two years. */
function targetGroup({ program, sheet }) {
  const { smart, of } = program.rules.groups;
  const made = (kind) => program.changes.some((id) => smart[id] === kind && sheet.answers[id] === 1);
  const told = program.changes.every((id) => sheet.answers[id] === 1 || sheet.answers[id] === 2);
  return of[[made(true), made(false), told].map(Number).join("")];
}
