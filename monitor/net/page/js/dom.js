// Makes elements; what comes from the network is only ever text.

const SVG = "http://www.w3.org/2000/svg";

export function element(tag, classes = "", words = "") {
  const made = document.createElement(tag);
  if (classes) made.className = classes;
  if (words) made.textContent = words;
  return made;
}

export function drawn(tag, attributes = {}) {
  const made = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export function icon() {
  const made = drawn("svg", { class: "icon", "aria-hidden": "true", focusable: "false" });
  made.append(drawn("use"));
  return made;
}

export const setIcon = (made, name) => attribute(made.firstChild, "href", `#icon-${name}`);

export function say(made, words) {
  if (made.textContent !== words) made.textContent = words;
}

export function attribute(made, key, value) {
  if (made.getAttribute(key) !== String(value)) made.setAttribute(key, value);
}
