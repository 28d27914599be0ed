/* The charts, as on the report: slimscan/report/charts.py and charts.html.j2. */

const barWidth = 240;
const colours = ["#44505e", "#1d4f91", "#b06000", "#087f74", "#6d1650", "#4a5a00", "#5b3fa0"];
const washes = ["#edf0f4", "#dde3ea"];

function drawn(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const point = (value) => String(Number(value.toFixed(2)));
const across = (value) => point((value / 100) * barWidth);
const colour = (lever) => colours[lever] ?? colours[0];

function picture(kind, box, alt, parts) {
  const [x, y, width, height] = box;
  const sizes = { viewBox: `${x} ${y} ${width} ${height}`, width, height };
  return drawn("svg", { class: kind, ...sizes, role: "img" }, drawn("title", {}, alt), ...parts);
}

/* A score on its scale: the bands, the score, the possible range and the lowest answer. */
function scoreBar(score, lever, alt) {
  const ends = [...program.bands.slice(1), 100];
  const parts = program.bands.map((start, band) => {
    const sides = { x: across(start), y: 0, width: across(ends[band] - start), height: 16 };
    return drawn("rect", { class: `b${band % 2}`, ...sides, fill: washes[band % 2] });
  });
  if (score.shown !== null) {
    const sides = { x: 0, y: 4, width: across(score.shown), height: 8 };
    parts.push(drawn("rect", { class: `l${lever}`, ...sides, fill: colour(lever) }));
  }
  const reach = reachOf(score);
  if (reach) {
    const [low, high] = reach.map(across);
    const line = `M${low} 8H${high}`;
    parts.push(drawn("path", { class: "halo", d: line, stroke: "#ffffff", "stroke-width": 3.2, fill: "none" }));
    const ends = `${line}M${low} 4.5V11.5M${high} 4.5V11.5`;
    parts.push(drawn("path", { class: "ink", d: ends, stroke: "#1b2430", "stroke-width": 1.3, fill: "none" }));
  }
  if (score.lowest !== null) {
    const place = `translate(${across(shown(score.lowest))} 0)`;
    const look = { fill: "#1b2430", stroke: "#ffffff", "stroke-width": 0.7 };
    parts.push(drawn("path", { class: "mark", transform: place, d: "M-3.6 0H3.6L0 5.4Z", ...look }));
  }
  return picture("bar", [-4, 0, barWidth + 8, 16], alt, parts);
}

/* An action on the timeline of a year: its first step and its whole term. */
function periodBar(start, term, lever, alt) {
  const days = 360;
  const wide = (number) => point((number / days) * barWidth);
  const end = Math.min(start + term, days);
  const first = Math.min(program.rules.firstStepDays, days - start);
  const grid = { class: "grid", d: "M0 0V14M80 0V14M160 0V14M240 0V14", stroke: "#d3d9e0", "stroke-width": 0.8, fill: "none" };
  const part = (width, look) => drawn("rect", { x: 0, y: 3, width: wide(width), height: 8, fill: colour(lever), ...look });
  const group = drawn(
    "g",
    { transform: `translate(${wide(start)} 0)` },
    part(end - start, { class: `l${lever} soft`, "fill-opacity": 0.4 }),
    part(first, { class: `l${lever}` }),
  );
  const onwards = drawn("path", { class: `l${lever}`, d: "M240 1.5L248 7L240 12.5Z", fill: colour(lever) });
  return picture("period", [0, 0, 248, 14], alt, [drawn("path", grid), group, ...(start + term > days ? [onwards] : [])]);
}
