/* One question with its options. The page says what is open, which number it has and what a change does:
   `isOpen`, `numberOf`, `changed`. */
function question(item) {
  const field = element("fieldset", { id: `item-${item.id}`, className: isOpen(item) ? "" : "answered" });
  const number = element("span", { className: "number", "aria-hidden": "true" }, String(numberOf(item)));
  const choose = (value) => {
    state.answers[item.id] = value;
    field.className = "answered";
    changed();
  };
  const labels = told(item.labels);
  field.append(
    element("legend", {}, number, element("span", {}, told(item.statement))),
    ...(item.counts ? [element("p", { className: "counts" }, told(item.counts))] : []),
    ...(item.help ? [explanation(item)] : []),
    element(
      "div",
      { className: labels.length > 5 ? "options long" : "options" },
      element("div", { className: "scale" }, ...item.codes.map((code, n) => option(item, code, labels[n], choose))),
      element(
        "div",
        { className: "states" },
        ...(item.states ?? ["dont_know", "not_applicable"]).map((name) => option(item, name, say(name), choose)),
      ),
    ),
  );
  return field;
}

function explanation(item) {
  return element(
    "details",
    {},
    element("summary", {}, say("help")),
    element("p", {}, told(item.help)),
    item.example ? element("p", {}, `${say("example")} ${told(item.example)}`) : null,
  );
}

function option(item, value, label, choose) {
  const input = element("input", {
    type: "radio",
    name: item.id,
    value: String(value),
    checked: state.answers[item.id] === value,
    onchange: () => choose(value),
  });
  return element("label", {}, input, element("span", {}, label));
}
