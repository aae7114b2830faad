// What a screen reader hears by itself: alerts that begin, never what changes with
// each rep.

const TELLING = new Set(["help", "stop", "danger", "link", "silent"]);
const MOST_LINES = 8;

export class Speaker {
  constructor(place) {
    this.place = place;
    this.kinds = new Map();
  }

  hear(lifter, kind, words) {
    const before = this.kinds.get(lifter.station);
    this.kinds.set(lifter.station, kind);
    if (before === kind || !TELLING.has(kind)) return;
    if (before === undefined && kind === "silent") return;
    const line = document.createElement("span");
    line.textContent = `${lifter.name}: ${words}. `;
    this.place.append(line);
    while (this.place.children.length > MOST_LINES) this.place.firstChild.remove();
  }
}
