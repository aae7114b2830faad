// The dialog of one lifter: how it stands, the sets, what happened.

import { element, say } from "./dom.js";
import { angleWords, clock, eventWords, linkWords, load, setWords, stateWords } from "./words.js";

const MOST_EVENTS = 20;
const byId = (id) => document.getElementById(id);

export class Detail {
  constructor(room) {
    this.room = room;
    this.station = null;
    this.told = "";
    this.dialog = byId("detail");
    byId("detail-close").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => {
      this.station = null;
    });
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close(); // beside it
    });
  }

  open(station) {
    this.station = station;
    this.told = "";
    this.show(Date.now());
    this.dialog.showModal();
  }

  show(now) {
    if (this.station === null) return;
    const lifter = this.room.lifters.get(this.station);
    if (!lifter?.state) {
      this.dialog.close();
      return;
    }
    say(byId("detail-name"), lifter.name);
    say(byId("detail-state"), stateWords(lifter, lifter.kind(now), now));
    const newest = [lifter.sets, lifter.events].map((x) => `${x.length} ${x.at(-1)?.id}`);
    this.showFacts(lifter, now);
    if (newest.join() !== this.told) this.showTold(lifter);
    this.told = newest.join();
  }

  showFacts(lifter, now) {
    const { state, health } = lifter;
    const facts = [
      ["Station", lifter.station],
      ["Exercise", state.exercise || "none"],
      ["Set", setWords(state)],
      ["Lumbar angle", angleWords(state, lifter.isSilent(now))],
      ["Limit", `${state.extension_limit_deg}° extension, ${state.flexion_limit_deg}° flexion`],
      ...state.links.map((x) => ["Sensor", linkWords(x)]),
    ];
    if (health) facts.push(["Waiting to be sent", `${health.waiting} messages, ${health.files_waiting} recordings`]);
    const list = byId("detail-facts");
    while (list.children.length > 2 * facts.length) list.lastChild.remove();
    while (list.children.length < 2 * facts.length) list.append(element("dt"), element("dd"));
    facts.forEach(([key, value], i) => {
      say(list.children[2 * i], key);
      say(list.children[2 * i + 1], value);
    });
  }

  showTold(lifter) {
    byId("detail-sets").replaceChildren(...lifter.sets.map(row));
    say(byId("detail-none"), lifter.sets.length ? "" : "No finished set yet.");
    const events = lifter.events.slice(-MOST_EVENTS).reverse();
    byId("detail-events").replaceChildren(
      ...(events.length ? [] : [element("li", "", "Nothing told yet.")]),
      ...events.map((x) => element("li", "", `${clock(x.at)} ${eventWords(x)}`)),
    );
  }
}

function row(set) {
  const made = element("tr");
  const head = element("th", "", String(set.index));
  head.scope = "row";
  const peak = set.peak_extension_deg;
  const cells = [
    set.exercise || "–",
    set.load_kg === null ? "–" : `${load(set.load_kg)} kg`,
    set.held_s === null ? String(set.reps) : `${Math.round(set.held_s)} s`,
    String(set.clean),
    String(set.borderline),
    String(set.faults),
    peak === null ? "–" : `${Math.round(peak)}°`,
    set.stopped ? "stopped by lifter" : clock(set.at),
  ];
  made.append(head, ...cells.map((x) => element("td", "", x)));
  return made;
}
