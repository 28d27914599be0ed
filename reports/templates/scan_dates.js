/* When actions can be done, what they ask a quarter, and which case stands beside them. A day is a
   number of days, so that a clock and its summer time have no part in it. */

const dayNumber = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / 86400000);
const dayText = (day) => new Date(day * 86400000).toISOString().slice(0, 10);

function calendarOf(program) {
  const off = new Set(program.daysOff.map(dayNumber));
  const works = (day) => ![0, 6].includes(new Date(day * 86400000).getUTCDay()) && !off.has(day);
  const nearest = (step) => (day) => {
    while (!works(day)) day += step;
    return day;
  };
  return { next: nearest(1), last: nearest(-1) };
}

/* The day a year later: when the firm is measured again. */
function yearLater(day, calendar) {
  const [year, month, date] = dayText(day).split("-").map(Number);
  const kept = month === 2 ? Math.min(date, 28) : date;
  return calendar.last(Math.round(Date.UTC(year + 1, month - 1, kept) / 86400000));
}

/* Dates for every action in order; nothing for what would start after the next measurement. */
function datesOf(program, actions, measuredOn) {
  const calendar = calendarOf(program);
  const begin = dayNumber(measuredOn);
  const until = yearLater(begin, calendar);
  const held = [];
  return actions.map((action) => {
    const { term } = program.actions[action.action];
    const work = { basis: action.aspect === null, days: Math.min(term, program.rules.heldDays) };
    const start = firstFree(program.rules, work, held, calendar, begin);
    if (start > until) return null;
    held.push({ ...work, start });
    return {
      start,
      firstStepBy: Math.max(start, calendar.last(start + program.rules.firstStepDays)),
      inPlaceBy: Math.max(start, calendar.last(start + term)),
    };
  });
}

function firstFree(rules, work, held, calendar, begin) {
  const first = calendar.next(begin);
  const ends = held.map((one) => calendar.next(one.start + one.days)).filter((day) => day > first);
  const days = [...new Set([first, ...ends])].sort((a, b) => a - b);
  return days.find((day) => fits(rules, work, day, held));
}

/* Whether a place is free from this day for as long as the work holds it. */
function fits(rules, work, day, held) {
  const meanwhile = held.filter((one) => one.start < day + work.days && day < one.start + one.days);
  const moments = [day, ...meanwhile.map((one) => one.start).filter((start) => start > day)];
  return moments.every((moment) => {
    const running = meanwhile.filter((one) => one.start <= moment && moment < one.start + one.days);
    const basis = running.filter((one) => one.basis).length;
    return running.length < rules.runningAtOnce && !(work.basis && basis >= rules.preconditionsAtOnce);
  });
}

/* The days in every quarter: of everyone, and of these the leader's own; none for an unknown size. */
function quartersOf(program, size, actions, dates, measuredOn) {
  const { quarterDays } = program.rules;
  const begin = dayNumber(measuredOn);
  const found = [];
  const place = program.sizes.findIndex((one) => one.id === size);
  if (place < 0) return found;
  actions.forEach(({ action }, number) => {
    if (dates[number] === null) return;
    const { term, days } = program.actions[action];
    const first = dates[number].start - begin;
    for (let quarter = Math.floor(first / quarterDays); quarter * quarterDays < first + term; quarter += 1) {
      const low = Math.max(first, quarter * quarterDays);
      const high = Math.min(first + term, (quarter + 1) * quarterDays);
      const [all, leader] = found[quarter] ?? [0, 0];
      const share = (high - low) / term;
      found[quarter] = [all + share * days[place][0], leader + share * days[place][1]];
    }
  });
  return Array.from(found, (one) => one ?? [0, 0]);
}

/* For every action a case of the same aspect, sector and size, none told twice while another fits. */
function casesOf({ program, sheet }, actions) {
  const size = program.sizes.findIndex((one) => one.id === sheet.size);
  const distance = (one) => (size < 0 ? Infinity : one.distance[size] ?? Infinity);
  const near = (one) => size < 0 || distance(one) < program.rules.far;
  const told = [];
  return actions.map(({ action, aspect }) => {
    if (!program.actions[action].mayTell) return null;
    const named = program.cases.filter((one) => program.actions[action].cases.includes(one.id));
    const ofAspect = program.cases.filter((one) => one.aspects.includes(aspect ?? ""));
    const offered = [named.filter(near), ofAspect.filter(near), named, ofAspect];
    const fitting = offered.find((some) => some.length) ?? [];
    const keysOf = (one) => ({
      aspect: Number(!one.aspects.includes(aspect ?? "")),
      sector: Number(!one.sectors.includes(sheet.sector)),
      told: Number(told.includes(one)),
      distance: Math.min(distance(one), Number.MAX_VALUE),
    });
    const best = sortedBy(fitting, ["aspect", "sector", "told", "distance"], keysOf)[0] ?? null;
    if (best) told.push(best);
    return best && best.id;
  });
}

/* The entries of the law that an action touches in a firm of this size; all for an unknown one. */
function touchedLaw({ program, sheet }, action) {
  const size = program.sizes.findIndex((one) => one.id === sheet.size);
  return program.actions[action].law.filter((entry) => size < 0 || program.law[entry].sizes[size]);
}

/* Those of them that hold in this sector, which may have another statute in the place of one. */
function lawOf(scan, action) {
  const holds = (entry) => !scan.program.law[entry].notIn.includes(scan.sheet.sector);
  return touchedLaw(scan, action).filter(holds);
}
