// One lifter's tile. Its button covers it, so that a finger and a keyboard open it.

import { attribute, drawn, element, icon, say, setIcon } from "./dom.js";
import { Trace } from "./trace.js";
import { ICON, angleWords, isJudged, setWords, shortLinkWords, stateWords } from "./words.js";

const WIDE = 100; // the gauge's own units

export class Tile {
  constructor(station, open) {
    this.station = station;
    this.root = element("li", "tile");
    this.button = element("button", "open");
    this.button.type = "button";
    this.button.addEventListener("click", () => open(station));
    this.icon = icon();
    this.name = element("span", "name");
    this.said = element("span", "said");
    const header = element("div", "head");
    this.button.append(this.name, this.said);
    header.append(this.icon, this.button);
    this.root.append(header, this.body(), this.foot());
  }

  body() {
    const body = element("div", "body");
    const facts = element("div", "facts");
    this.exercise = element("p", "exercise");
    this.set = element("p", "set");
    this.reps = element("p", "reps");
    this.count = element("span", "count");
    this.of = element("span", "of");
    this.unseen = element("span", "unseen"); // what the eye takes from the exercise
    this.reps.append(this.count, this.of, this.unseen);
    facts.append(this.reps, this.exercise, this.set);
    const angle = element("div", "angle");
    this.degrees = element("p", "degrees");
    this.trace = element("div", "trace");
    this.trace.setAttribute("aria-hidden", "true");
    this.plot = new Trace(this.trace);
    angle.append(this.degrees, this.gauge(), this.trace);
    body.append(facts, angle);
    return body;
  }

  gauge() {
    const gauge = drawn("svg", {
      class: "gauge",
      viewBox: `0 0 ${WIDE} 10`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    });
    this.past = drawn("rect", { class: "past", x: 0, y: 3, width: WIDE, height: 4 });
    this.within = drawn("rect", { class: "within", y: 3, height: 4 });
    this.neutral = drawn("rect", { class: "neutral", y: 1.500, width: 0.5, height: 7 });
    this.needle = drawn("rect", { class: "needle", y: 0, width: 2, height: 10 });
    gauge.append(this.past, this.within, this.neutral, this.needle);
    return gauge;
  }

  foot() {
    const foot = element("div", "foot");
    this.verdicts = element("p", "verdicts");
    this.links = element("p", "links");
    foot.append(this.verdicts, this.links);
    return foot;
  }

  show(lifter, now, withTrace) {
    const { state } = lifter;
    const kind = lifter.kind(now);
    attribute(this.root, "data-kind", kind);
    setIcon(this.icon, kind === "fine" && !isJudged(state) ? "silent" : ICON[kind]);
    say(this.name, lifter.name);
    say(this.said, stateWords(lifter, kind, now));
    say(this.exercise, state.exercise || "No exercise");
    say(this.set, setWords(state));
    this.showReps(state);
    say(this.degrees, angleWords(state, lifter.isSilent(now)));
    this.showGauge(state, lifter.isSilent(now));
    say(this.verdicts, `${state.clean} clean · ${state.borderline} near · ${state.faults} past`);
    say(this.links, state.links.map(shortLinkWords).join(" · ") || "No sensors told");
    if (withTrace) this.plot.show(lifter.trace, state);
  }

  showReps(state) {
    const held = state.held_s !== null;
    say(this.count, held ? String(Math.round(state.held_s)) : String(state.reps));
    say(this.unseen, held ? " held" : "");
    if (held) say(this.of, "s");
    else say(this.of, state.planned_reps ? `of ${state.planned_reps}` : state.reps === 1 ? "rep" : "reps");
  }

  showGauge(state, isOld) {
    const most = 1.6 * Math.max(state.extension_limit_deg, state.flexion_limit_deg, 5);
    // extension to the right, as in the window
    const at = (deg) => ((most - Math.max(-most, Math.min(most, deg))) / (2 * most)) * WIDE;
    const [low, high] = [at(state.flexion_limit_deg), at(-state.extension_limit_deg)];
    attribute(this.within, "x", low.toFixed(1));
    attribute(this.within, "width", (high - low).toFixed(1));
    attribute(this.neutral, "x", at(0) - 0.25);
    const isUnknown = isOld || state.lumbar_deg === null;
    this.past.classList.toggle("idle", isUnknown);
    this.needle.classList.toggle("unknown", isUnknown);
    this.within.classList.toggle("unknown", isUnknown);
    attribute(this.needle, "x", (at(state.lumbar_deg ?? 0) - 1).toFixed(1));
  }
}
