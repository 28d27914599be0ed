/* Numbers and days as people see them, as slimscan writes them (slimscan/shown.py). */

const none = "\u2013";
const joined = "\u00a0";

/* A number with at most this many decimals, a half upwards, without floating noise. */
function decimal(value, decimals = 2) {
  const [before, after] = Math.abs(value).toFixed(9).split(".");
  const kept = Number(before + after.slice(0, decimals)) + (after[decimals] >= "5" ? 1 : 0);
  const digits = String(kept).padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  const text = decimals ? `${digits.slice(0, point)}.${digits.slice(point)}`.replace(/\.?0+$/, "") : digits;
  return (value < 0 && kept ? `\u2212${text}` : text).replace(".", say("shown.number.point"));
}

const parts = (day) => dayText(day).split("-").map(Number);

function shortDay(number) {
  const [, month, day] = parts(number);
  return say("shown.date.short", { day, month: say(`shown.month.short${month}`) }).replaceAll(" ", joined);
}

const dated = (number) => `${shortDay(number)}${joined}${parts(number)[0]}`;

function longDay(number) {
  const [year, month, day] = parts(number);
  return say("shown.date.long", { day, month: say(`shown.month.long${month}`), year }).replace(" ", joined);
}

/* Names as a list in a sentence: a, b and c. */
function together(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} ${say("shown.list.and")} ${names.at(-1)}`;
}

const shown = (value) => whole(program, value);
const asShown = (value) => (value === null ? none : String(shown(value)));

/* How dark a value is drawn, in five steps from 0 to 4. */
const shade = (value) => Math.min(4, shown(value * 4 / 100));
