/* Words and elements, for every page that is filled in. The page has `data` and `state`. */
function say(key, values = {}) {
  const text = data.words[state.language][key];
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/* A text of the questionnaire: by language, or in the one language of the page. */
function told(text) {
  return text && typeof text === "object" && state.language in text ? text[state.language] : text || "";
}

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== "list") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

function button(key, act, properties = {}) {
  return element("button", { type: "button", onclick: act, ...properties }, say(key));
}

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
