// The page: takes messages into the room, and shows the room.

import { credential, exchanged, forget } from "./credential.js";
import { Detail } from "./detail.js";
import { attribute, say } from "./dom.js";
import { grid } from "./layout.js";
import { linked } from "./link.js";
import { Malformed, decoded } from "./messages.js";
import { Room } from "./room.js";
import { Speaker } from "./speaker.js";
import { themed } from "./theme.js";
import { Tile } from "./tile.js";
import { clock, stateWords } from "./words.js";

const SHOW_MS = 100;
const CALM_MS = 1_000; // for who wants less motion
const byId = (id) => document.getElementById(id);
const named = (name) => document.querySelector(`meta[name="${name}"]`).content;

class Page {
  constructor() {
    this.room = new Room();
    this.tiles = new Map();
    this.detail = new Detail(this.room);
    this.speaker = new Speaker(byId("told"));
    this.malformed = 0;
    this.cutSince = null;
    this.isConnected = false;
    this.nothingKept = false;
    this.drawnAt = 0;
    this.less = matchMedia("(prefers-reduced-motion: reduce)");
    this.seen = new IntersectionObserver((all) => {
      for (const each of all) each.target.toggleAttribute("data-seen", each.isIntersecting);
    });
    this.place = byId("room");
    new ResizeObserver(() => this.fit()).observe(document.querySelector("main"));
    byId("order").addEventListener("change", (event) => {
      this.room.choose(event.target.value === "worst");
      this.show();
    });
    for (const id of ["filter", "alerts-only"]) byId(id).addEventListener("input", () => this.show());
    byId("choices").addEventListener("submit", (event) => event.preventDefault());
    themed(byId("theme"), () => this.restyle());
    setInterval(() => this.show(), SHOW_MS);
  }

  // what the link tells

  connected() {
    this.cutSince = null;
    this.isConnected = true;
  }

  cut() {
    this.cutSince ??= Date.now();
    this.isConnected = false;
  }

  kept(ok) {
    this.nothingKept = !ok;
  }

  gone(station) {
    this.room.forget(station);
  }

  message({ branch, station, bytes, at, retained }) {
    try {
      const message = decoded(branch, station, bytes);
      const lifter = this.room.lifter(station);
      if (lifter) take(lifter, branch, message, at, retained);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      if (!retained) this.malformed += 1; // a state that is kept comes both ways
    }
  }

  // what is shown

  show() {
    const now = Date.now();
    const every = this.less.matches ? CALM_MS : 0;
    const withTrace = now - this.drawnAt >= every;
    if (withTrace) this.drawnAt = now;
    const order = this.room.order(now);
    this.showLine(now);
    for (const each of order) {
      const kind = each.kind(now);
      if (kind === "silent" && !this.isConnected) continue; // the cut line is told once
      this.speaker.hear(each, kind, stateWords(each, kind, now));
    }
    const wanted = order.filter((x) => this.isWanted(x, now));
    this.arrange(wanted);
    for (const each of wanted) {
      const tile = this.tiles.get(each.station);
      tile.show(each, now, withTrace && tile.root.hasAttribute("data-seen"));
    }
    this.showNobody(order.length, wanted.length);
    this.detail.show(now);
  }

  isWanted(lifter, now) {
    if (byId("alerts-only").checked && lifter.kind(now) === "fine") return false;
    const sought = byId("filter").value.trim().toLowerCase();
    const among = `${lifter.name} ${lifter.station} ${lifter.state.exercise}`.toLowerCase();
    return among.includes(sought);
  }

  arrange(wanted) {
    const stations = new Set(wanted.map((x) => x.station));
    for (const [station, tile] of this.tiles) {
      if (!stations.has(station)) this.remove(station, tile);
    }
    const before = this.place.children.length;
    wanted.forEach((lifter, i) => {
      const tile = this.tile(lifter.station);
      if (this.place.children[i] !== tile.root) this.moved(tile, i);
    });
    if (this.place.children.length !== before || this.fitted !== wanted.length) this.fit();
  }

  tile(station) {
    if (!this.tiles.has(station)) {
      const tile = new Tile(station, (x) => this.detail.open(x));
      this.tiles.set(station, tile);
      this.seen.observe(tile.root);
    }
    return this.tiles.get(station);
  }

  moved(tile, i) {
    const focused = tile.root.contains(document.activeElement);
    this.place.insertBefore(tile.root, this.place.children[i] ?? null);
    if (focused) tile.button.focus({ preventScroll: true }); // moving takes it away
  }

  remove(station, tile) {
    this.seen.unobserve(tile.root);
    tile.plot.restyle();
    tile.root.remove();
    this.tiles.delete(station);
  }

  fit() {
    this.fitted = this.place.children.length;
    const main = document.querySelector("main");
    const { columns, high } = grid(this.fitted, main.clientWidth, main.clientHeight);
    this.place.style.setProperty("--columns", columns);
    this.place.style.setProperty("--high", `${Math.floor(high)}px`);
  }

  restyle() {
    for (const each of this.tiles.values()) each.plot.restyle();
  }

  showLine() {
    const cut = byId("cut");
    cut.hidden = this.cutSince === null && !this.nothingKept;
    if (this.cutSince !== null) {
      say(cut, `The line to the gym's server is cut since ${clock(this.cutSince)}; the tiles show what came before. Trying again.`);
    } else if (this.nothingKept) {
      say(cut, "Earlier states and sets could not be read; the tiles show what comes from now on.");
    }
    attribute(byId("link"), "data-state", this.isConnected ? "live" : "cut");
    say(byId("link"), this.isConnected ? "Live" : this.cutSince ? "Cut" : "Connecting");
    byId("malformed").hidden = this.malformed === 0;
    say(byId("malformed"), `${this.malformed} malformed`);
  }

  showNobody(all, wanted) {
    const nobody = byId("nobody");
    nobody.hidden = wanted > 0;
    say(nobody, all ? "No lifter fits the filter." : "No lifter shares anything yet.");
  }
}

function take(lifter, branch, message, at, retained) {
  if (branch === "state") lifter.takeState(message, at, retained);
  else if (branch === "health") lifter.takeHealth(message, at);
  else lifter.takeTold(message, branch, at);
}

async function asked(why) {
  const dialog = byId("pin-dialog");
  if (why) say(byId("pin-why"), why);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  if (!dialog.open) dialog.showModal();
  byId("pin").focus();
  return new Promise((resolve) => {
    byId("pin-form").onsubmit = async (event) => {
      event.preventDefault();
      const { credential: found, said } = await exchanged(byId("pin").value);
      say(byId("pin-said"), said ?? "");
      byId("pin").value = "";
      if (!found) return;
      dialog.close();
      resolve(found);
    };
  });
}

async function main() {
  const page = new Page();
  let why = "";
  let ended = new AbortController();
  byId("leave").addEventListener("click", () => {
    forget();
    location.reload();
  });
  window.addEventListener("hashchange", () => {
    if (credential()) location.reload(); // another code was scanned
  });
  for (;;) {
    const found = credential() ?? (await asked(why));
    byId("leave").hidden = false;
    say(byId("title"), found.gym);
    document.title = `Lifters of ${found.gym}`;
    ended = new AbortController();
    page.refused = () => {
      why = "This tablet's access has ended. Enter the gym's PIN, or scan the code anew.";
      page.cut();
      forget();
    };
    await linked(found, named("websocket"), page, ended.signal);
  }
}

main();
