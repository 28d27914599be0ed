/* Numbers and days as people see them, as slimscan writes them (slimscan/shown.py). */

const none = "\u2013";
const joined = "\u00a0";

/* A number with at most this many decimals; what lies exactly half-way goes to the even one. */
function decimal(value, decimals = 2) {
  const exact = value.toFixed(60);
  const end = exact.indexOf(".") + 1 + decimals;
  const halfWay = /^50*$/.test(exact.slice(end));
  const down = Number(exact.slice(0, end).replace(/\.$/, ""));
  const even = Math.round(down * 10 ** decimals) % 2 === 0;
  const text = (halfWay && even ? down : value).toFixed(decimals);
  const short = decimals ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
  return short.replace("-", "\u2212").replace(".", say("shown.number.point"));
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
