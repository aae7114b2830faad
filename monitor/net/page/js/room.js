// Who is in the room, folded from messages; no DOM, no clock: times are given, in ms.

import { TRACE_HZ } from "./messages.js";

export const SILENT_MS = 2_000;
export const REORDER_MS = 10_000;
export const TRACE_S = 10;
const MOST_STATIONS = 256;
const MOST_IDS = 4_000;
const MOST_EVENTS = 40;
const MOST_SETS = 100;

// worst first
export const KINDS = ["help", "stop", "danger", "link", "silent", "caution", "fine"];
const ALARMING = new Set(["help", "stop", "danger"]);

export class Lifter {
  constructor(station) {
    this.station = station;
    this.state = null;
    this.health = null;
    this.seen = 0; // when the newest state or health came
    this.stateSeen = 0;
    this.before = new Set(); // sessions that a newer one has replaced
    this.trace = { t: [], deg: [] };
    this.sets = [];
    this.events = [];
    this.ids = new Set();
  }

  get name() {
    return this.state?.lifter ?? this.station;
  }

  takeState(state, at, retained) {
    if (!this.isNewer(state, at, retained)) return false;
    if (this.state && this.state.session !== state.session) {
      this.before.add(this.state.session);
      this.trace = { t: [], deg: [] };
    }
    this.state = state;
    this.stateSeen = Math.max(this.stateSeen, at);
    this.seen = Math.max(this.seen, at);
    this.takeTrace(state);
    return true;
  }

  isNewer(state, at, retained) {
    if (this.state === null) return true;
    if (this.state.session === state.session) return state.n > this.state.n;
    // of another session: one kept at the server may be older than what came live
    return !this.before.has(state.session) && (!retained || at > this.stateSeen);
  }

  takeTrace(state) {
    const { t, deg } = this.trace;
    const first = state.t - (state.trace.length - 1) / TRACE_HZ;
    const newest = t.at(-1);
    if (newest !== undefined && first - newest > 2 / TRACE_HZ) {
      t.push(newest + 1 / TRACE_HZ); // a gap is drawn as one
      deg.push(null);
    }
    state.trace.forEach((value, i) => {
      const when = first + i / TRACE_HZ;
      if (t.length && when <= t.at(-1) + 1e-6) return;
      t.push(when);
      deg.push(value);
    });
    const old = t.findIndex((each) => each >= state.t - TRACE_S - 1);
    if (old > 0) {
      t.splice(0, old);
      deg.splice(0, old);
    }
  }

  /** Take an event or a set once, whatever way it comes; false if it has come. */
  takeTold(told, branch, at) {
    if (this.ids.has(told.id)) return false;
    this.ids.add(told.id);
    if (this.ids.size > MOST_IDS) this.ids.delete(this.ids.values().next().value);
    // what a lifter allows no longer is forgotten; without words it says nothing of that
    if (told.kind === "consent" && told.text && !told.text.startsWith("history")) {
      this.sets = this.sets.filter((each) => each.seq > told.seq);
    }
    const list = branch === "set" ? this.sets : this.events;
    list.push({ ...told, at });
    list.sort((a, b) => a.seq - b.seq);
    const most = branch === "set" ? MOST_SETS : MOST_EVENTS;
    if (list.length > most) list.shift();
    return true;
  }

  takeHealth(health, at) {
    this.health = health;
    this.seen = Math.max(this.seen, at);
  }

  isSilent(now) {
    return now - this.stateSeen > SILENT_MS;
  }

  /** How urgent it is; an alarm stays one while nothing more is heard. */
  kind(now) {
    const state = this.state;
    if (state === null) return "silent";
    if (state.help) return "help";
    if (state.stopped || state.alarm === "stop") return "stop";
    if (state.alarm === "danger") return "danger";
    if (this.isSilent(now)) return "silent";
    if (state.link_lost) return "link";
    return state.alarm === "caution" ? "caution" : "fine";
  }
}

export class Room {
  constructor() {
    this.lifters = new Map();
    this.slots = []; // stations in the order shown
    this.ordered = -Infinity;
    this.worstFirst = false;
  }

  lifter(station) {
    if (!this.lifters.has(station) && this.lifters.size < MOST_STATIONS) {
      this.lifters.set(station, new Lifter(station));
    }
    return this.lifters.get(station);
  }

  forget(station) {
    this.lifters.delete(station);
  }

  choose(worstFirst) {
    this.worstFirst = worstFirst;
    this.ordered = -Infinity;
  }

  /** Return lifters in the order to show: by station, or worst first at times. */
  order(now) {
    const known = [...this.lifters.values()].filter((x) => x.state !== null);
    const fixed = known.sort((a, b) => a.station.localeCompare(b.station, "en", { numeric: true }));
    if (!this.worstFirst) {
      this.slots = fixed.map((x) => x.station);
    } else {
      this.slots = this.slots.filter((x) => this.lifters.get(x)?.state);
      const here = new Set(this.slots);
      this.slots.push(...fixed.map((x) => x.station).filter((x) => !here.has(x)));
      if (now - this.ordered >= REORDER_MS) this.reorder(now, fixed);
    }
    return this.slots.map((x) => this.lifters.get(x));
  }

  reorder(now, fixed) {
    const first = this.ordered === -Infinity;
    this.ordered = now;
    const stays = (station) => !first && ALARMING.has(this.lifters.get(station).kind(now));
    const rank = (x) => KINDS.indexOf(x.kind(now));
    const moving = fixed.filter((x) => !stays(x.station)).sort((a, b) => rank(a) - rank(b));
    this.slots = this.slots.map((x) => (stays(x) ? x : moving.shift().station));
  }
}
