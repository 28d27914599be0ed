/* The improvement plan of a scan: which actions, in which order, and when. Numbers, orders and what
   follows on what are the program's; see slimscan/plan/ for the same steps with their reasons. */

/* The plan: the basis, what is low, then the next steps of what is there. */
function proposalOf(scan) {
  if (scan.contradicting) return { actions: [], leftOut: [], waiting: [], tooFew: false, unsafe: false };
  const ground = groundOf(scan);
  const { rules } = scan.program;
  const safety = safetyActions(ground);
  const [first, leftOut] = preconditionActions(ground, safety);
  const outside = safety.filter((one) => one.aspect === null);
  const room = rules.most - first.length - outside.length;
  const begun = safety.map((one) => one.item);
  const low = [
    ...safety.filter((one) => one.aspect !== null),
    ...startActions(ground).filter((one) => !begun.includes(one.item)),
  ];
  const start = chooseActions(ground, low, room);
  const wanted = start.length ? rules.filledUpTo - start.length : rules.nextAlone;
  const further = ground.tooFew ? [] : nextActions(ground, Math.min(wanted, room - start.length));
  const begin = safety.filter((one) => outside.includes(one) || start.includes(one));
  const actions = [...begin, ...first, ...start.filter((one) => !begin.includes(one)), ...further];
  return {
    actions: actions.map((one, place) => ({ ...one, rank: place + 1 })),
    leftOut,
    waiting: ground.waiting,
    tooFew: ground.tooFew,
    unsafe: ground.unsafe,
  };
}

/* Every item with what it is sorted by, and what the whole of the answers says. */
function groundOf(scan) {
  const { program, values, items } = scan;
  const size = program.sizes.findIndex((one) => one.id === scan.sheet.size);
  const places = items.map((item, number) => placeOf(scan, item, number));
  const applicable = sum(items.map((item) => values[`${item.id}__applicable`]));
  const answered = places.filter((place) => place.value !== null).length;
  return {
    scan,
    program,
    places,
    size: size < 0 ? program.sizes.length : size,
    tooFew: Boolean(workOut(program.rules.tooFew, { answered, applicable })),
    unsafe: Boolean(values.unsafe),
    waiting: [],
  };
}

function placeOf({ program, values }, item, number) {
  const inLever = program.levers.some((lever) => lever.id === item.home);
  const value = values[`${item.id}__value`] ?? null;
  return {
    item,
    value,
    low: Boolean(values[`${item.id}__low`]),
    keys: {
      priority: values[`${item.id}__priority`],
      done: 0,
      leverage: item.leverage,
      value,
      module: Number(!inLever),
      lever_score: inLever ? values[`${item.home}__tie`] : program.rules.last,
      aspect_score: values[`${item.aspect}__tie`],
      number,
    },
  };
}

/* Sorts by names of numbers; a minus stands before what goes from high to low. */
function sortedBy(rows, order, keysOf = (row) => row.keys) {
  const sign = order.map((name) => (name.startsWith("-") ? -1 : 1));
  const names = order.map((name) => name.replace(/^-/, ""));
  const compare = (a, b) => {
    const place = names.findIndex((name) => keysOf(a)[name] !== keysOf(b)[name]);
    return place < 0 ? 0 : sign[place] * (keysOf(a)[names[place]] - keysOf(b)[names[place]]);
  };
  return [...rows].sort(compare);
}

const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);

/* The action that follows on an item at the first of these levels that has one, for this size. */
function actionFor(ground, item, levels) {
  const offered = ground.program.follows[item] ?? {};
  for (const level of levels) {
    const found = offered[level];
    const action = Array.isArray(found) ? found[ground.size] : found;
    if (action) return action;
  }
  return null;
}

const levelsOf = (ground) => (ground.unsafe ? ["unsafe", "start"] : ["start"]);

/* What asks people to speak in a group waits where they may not dare to. */
function waits(ground, action, levels) {
  const stays = ground.unsafe && ground.program.actions[action].openTalk;
  if (stays && !levels.includes("next") && !ground.waiting.includes(action)) ground.waiting.push(action);
  return stays;
}

function advised(ground, place, kind, levels) {
  const action = actionFor(ground, place.item.id, levels);
  if (action === null || waits(ground, action, levels)) return null;
  const { id, aspect, home, leverage } = place.item;
  const priority = kind === "safety" ? null : place.keys.priority;
  return { kind, action, item: id, aspect, home, value: place.value, leverage, priority };
}

/* What the plan begins with where people may not dare to speak. */
function safetyActions(ground) {
  if (!ground.unsafe) return [];
  const wrong = preconditionsOf(ground.scan).filter((one) => one.inOrder === false);
  return ground.program.rules.unsafeFirst.flatMap((item, number) => {
    const place = ground.places.find((one) => one.item.id === item);
    const state = wrong.find((one) => one.item === item);
    if (place && (number === 0 || place.low)) return advised(ground, place, "safety", ["unsafe"]) ?? [];
    return !place && state ? basisAction(ground, state, "safety") ?? [] : [];
  });
}

function startActions(ground) {
  const low = ground.places.filter((place) => place.low);
  return sortedBy(low, ground.program.rules.startOrder)
    .map((place) => advised(ground, place, "start", levelsOf(ground)))
    .filter((one) => one !== null);
}

/* The state of every precondition that applies. */
function preconditionsOf({ program, cells, values }) {
  return program.basis
    .filter(({ id }) => cells[id] !== program.cells.not_applicable)
    .map(({ id }) => {
      const value = values[`${id}__value`];
      return { item: id, value, inOrder: value === null ? null : Boolean(values[`${id}__in_order`]) };
    });
}

function basisAction(ground, state, kind) {
  const levels = levelsOf(ground);
  const action = actionFor(ground, state.item, levels);
  if (action === null || waits(ground, action, levels)) return null;
  return { kind, action, item: state.item, aspect: null, home: null, value: state.value, leverage: 1, priority: null };
}

/* Those that are not in order, the lowest first, then those not known; and what is left. */
function preconditionActions(ground, safety) {
  const { cells, rules } = { cells: ground.scan.cells, rules: ground.program.rules };
  const begun = safety.filter((one) => one.aspect === null).map((one) => one.item);
  const states = preconditionsOf(ground.scan).filter((one) => !begun.includes(one.item));
  const wrong = states.filter((one) => one.inOrder === false).sort((a, b) => a.value - b.value);
  const unknown = ground.program.cells.dont_know;
  const ask = states.filter((one) => one.inOrder === null && cells[one.item] === unknown);
  const chosen = [];
  const left = [];
  for (const state of [...wrong, ...ask]) {
    const found = basisAction(ground, state, state.inOrder === null ? "find_out" : "precondition");
    if (found && chosen.length < rules.mostPreconditions - begun.length) chosen.push(found);
    else left.push(state.item);
  }
  return [chosen, left];
}

/* The first candidates, so many an aspect, with one for every low lever that has any. */
function chooseActions(ground, candidates, room) {
  const { rules, levers } = ground.program;
  const taken = {};
  const allowed = candidates.filter(({ aspect }) => {
    taken[aspect] = (taken[aspect] ?? 0) + 1;
    return taken[aspect] <= rules.perAspect;
  });
  let chosen = allowed.slice(0, Math.max(room, 0));
  const low = levers.map((lever) => lever.id).filter((id) => ground.scan.values[`${id}__below`]);
  for (const lever of low) {
    const best = allowed.find((one) => one.home === lever);
    if (best && !chosen.some((one) => one.home === lever)) chosen = withAction(best, chosen, low, room);
  }
  return chosen.sort((a, b) => allowed.indexOf(a) - allowed.indexOf(b));
}

/* The chosen actions with this one, in place of the last that can be missed. */
function withAction(best, chosen, low, room) {
  if (chosen.length < room) return [...chosen, best];
  const count = (home) => chosen.filter((one) => one.home === home).length;
  const place = chosen.findLastIndex((one) => !low.includes(one.home) || count(one.home) > 1);
  return place < 0 ? chosen : [...chosen.slice(0, place), ...chosen.slice(place + 1), best];
}

/* One an aspect that is ready, and a second in a lever only when every ready lever has one. */
function nextActions(ground, wanted) {
  const candidates = readyActions(ground);
  const chosen = [];
  while (candidates.length && chosen.length < wanted) {
    const count = ({ home }) => chosen.filter((one) => one.home === home).length;
    const fewest = Math.min(...candidates.map(count));
    const best = candidates.find((one) => count(one) === fewest);
    chosen.push(best);
    candidates.splice(candidates.indexOf(best), 1);
  }
  return chosen;
}

/* The best next action of every aspect without a low item, in order. */
function readyActions(ground) {
  const order = ground.program.rules.nextOrder;
  const known = ground.places.filter((place) => place.value !== null);
  const found = [...new Set(known.map((place) => place.item.aspect))].flatMap((aspect) => {
    const own = known.filter((place) => place.item.aspect === aspect);
    if (own.some((place) => place.low)) return [];
    for (const place of sortedBy(own, order)) {
      const action = advised(ground, place, "next", ["next"]);
      if (action) return [{ keys: place.keys, action }];
    }
    return [];
  });
  return sortedBy(found, order).map((one) => one.action);
}
