// Reads the messages of stations; what is none throws Malformed. Nothing is trusted:
// kinds and bounds are those that the stations' own program checks.

export const MOST_BYTES = 32768;
export const TRACE_HZ = 20;
const VERSION = 1;

export class Malformed extends Error {}

const isNumber = (x) => typeof x === "number" && Number.isFinite(x);
const words = (least, most) => (x) => {
  if (typeof x !== "string") return false;
  const length = [...x].length;
  return length >= least && length <= most;
};
const within = (low, high) => (x) => isNumber(x) && x >= low && x <= high;
const whole = (low, high) => (x) => Number.isInteger(x) && x >= low && x <= high;
const orNull = (check) => (x) => x === null || check(x);
const oneOf = (...all) => (x) => all.includes(x);
const many = (check, most) => (x) =>
  Array.isArray(x) && x.length <= most && x.every(check);
const isBool = (x) => typeof x === "boolean";

const name = words(1, 48);
const text = words(0, 240);
const count = whole(0, 1_000_000);
const degrees = within(-360, 360);
const percent = within(0, 100);
const alarm = oneOf("none", "caution", "danger", "stop");
const LINK = {
  placement: [name],
  state: [name],
  battery_percent: [orNull(percent), null],
  loss_percent: [orNull(percent), null],
};

// field: [check, default]; without a default it must be there
const STATE = {
  station: [name],
  session: [name],
  n: [count],
  t: [isNumber],
  lifter: [name],
  exercise: [text, ""],
  in_set: [isBool, false],
  set_index: [count, 0],
  load_kg: [orNull(isNumber), null],
  reps: [count, 0],
  planned_reps: [count, 0],
  held_s: [orNull(isNumber), null],
  lumbar_deg: [orNull(degrees), null],
  extension_limit_deg: [degrees, 20],
  flexion_limit_deg: [degrees, 20],
  trace: [many(orNull(degrees), 64), []],
  links: [many((x) => typeof x === "object" && x !== null, 8), []],
  clean: [count, 0],
  borderline: [count, 0],
  faults: [count, 0],
  alarm: [alarm, "none"],
  alert: [text, ""],
  armed: [text, ""],
  link_lost: [isBool, false],
  stopped: [isBool, false],
  help: [isBool, false],
};
const TOLD = {
  id: [words(8, 64)],
  station: [name],
  session: [name],
  seq: [whole(1, Number.MAX_SAFE_INTEGER)],
  t: [isNumber],
  utc: [text],
  lifter: [name],
};
const EVENT = {
  ...TOLD,
  kind: [name],
  set_index: [count, 0],
  rep: [count, 0],
  alarm: [alarm, "none"],
  text: [text, ""],
};
const SET = {
  ...TOLD,
  index: [whole(1, Number.MAX_SAFE_INTEGER)],
  exercise: [text, ""],
  reps: [count, 0],
  scored: [count, 0],
  clean: [count, 0],
  borderline: [count, 0],
  faults: [count, 0],
  load_kg: [orNull(isNumber), null],
  peak_extension_deg: [orNull(degrees), null],
  extension_limit_deg: [degrees, 20],
  held_s: [orNull(isNumber), null],
  duration_s: [isNumber, 0],
  stopped: [isBool, false],
};
const HEALTH = {
  station: [name],
  utc: [text],
  waiting: [count, 0],
  files_waiting: [count, 0],
  malformed: [count, 0],
  refused: [count, 0],
  program: [text, ""],
};
const KINDS = { state: STATE, event: EVENT, set: SET, health: HEALTH };

function checked(fields, given) {
  const found = {};
  for (const [field, [check, ...otherwise]] of Object.entries(fields)) {
    const value = Object.hasOwn(given, field) ? given[field] : otherwise[0];
    if (value === undefined || !check(value)) throw new Malformed(field);
    found[field] = value;
  }
  return found;
}

function parsed(bytes) {
  if (bytes.length > MOST_BYTES) throw new Malformed("too long");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Malformed("no JSON");
  }
}

/** Return a message of a kind from a station, or throw Malformed. */
export function decoded(kind, station, bytes) {
  const given = parsed(bytes);
  if (typeof given !== "object" || given === null) throw new Malformed("no object");
  if (given.type !== kind) throw new Malformed("another kind");
  const version = Object.hasOwn(given, "v") ? given.v : VERSION;
  if (!Number.isInteger(version) || version > VERSION) throw new Malformed("newer");
  const message = checked(KINDS[kind], given);
  if (message.station !== station) throw new Malformed("another station's");
  if (kind === "state") message.links = message.links.map((x) => checked(LINK, x));
  return message;
}
