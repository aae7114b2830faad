// What is said of a lifter.

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const PLACES = { pelvis: "Pelvis", lumbar: "Lumbar", thigh_left: "Left thigh", thigh_right: "Right thigh" };
export const ICON = {
  help: "help", stop: "stop", danger: "danger", link: "caution",
  silent: "silent", caution: "caution", fine: "fine",
};

export const clock = (ms) => CLOCK.format(new Date(ms));

/** Whether an alert would come: nothing is fine that nobody looks at. */
export const isJudged = (state) => !state.armed && state.lumbar_deg !== null;

/** Return what a tile's header says. */
export function stateWords(lifter, kind, now) {
  if (kind === "silent") return silentWords(lifter, now);
  const words = kindWords(lifter.state, kind);
  return lifter.isSilent(now) ? `${words} · ${silentWords(lifter, now)}` : words;
}

function kindWords(state, kind) {
  if (kind === "help") return "Calls for help";
  if (kind === "stop") return state.stopped ? "Stopped by lifter" : state.alert || "Stop";
  if (kind === "danger") return state.alert || "Danger";
  if (kind === "link") return "Sensor lost";
  if (kind === "caution") return state.alert || "Caution";
  if (state.armed) return state.armed;
  if (state.lumbar_deg === null) return "Angle unknown";
  return state.in_set ? "Fine" : "Between sets";
}

function silentWords(lifter, now) {
  const alive = lifter.health && now - lifter.seen <= 15_000;
  const what = alive ? "No session" : "No signal";
  return lifter.stateSeen ? `${what} for ${ago((now - lifter.stateSeen) / 1000)}` : `${what} yet`;
}

function ago(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

export function angleWords(state, isOld = false) {
  const deg = state.lumbar_deg;
  if (deg === null || isOld) return "Angle unknown";
  const whole = Math.round(Math.abs(deg));
  if (whole === 0) return "0° neutral";
  return `${whole}° ${deg < 0 ? "extension" : "flexion"}`;
}

export function setWords(state) {
  const parts = [];
  if (state.set_index) parts.push(`Set\u00a0${state.set_index}`);
  if (state.load_kg !== null) parts.push(`${load(state.load_kg)}\u00a0kg`);
  return parts.join(" · ") || "No set yet";
}

export const load = (kg) => String(Math.round(kg * 100) / 100);

/** Say the same shortly, as a tile has room for. */
export function shortLinkWords(link) {
  const battery = link.battery_percent === null ? "" : ` ${Math.round(link.battery_percent)} %`;
  const state = link.state === "streaming" ? battery : ` ${link.state}`;
  const lost = link.loss_percent !== null && link.loss_percent >= 1;
  const place = PLACES[link.placement] ?? link.placement;
  return `${place}${state}${lost ? `, loses ${Math.round(link.loss_percent)} %` : ""}`;
}

export function linkWords(link) {
  const place = PLACES[link.placement] ?? link.placement;
  const parts = link.state === "streaming" ? [] : [link.state];
  parts.push(link.battery_percent === null ? "battery unknown" : `battery ${Math.round(link.battery_percent)} %`);
  if (link.loss_percent !== null && link.loss_percent >= 1) {
    parts.push(`${Math.round(link.loss_percent)} % lost`);
  }
  return `${place}: ${parts.join(", ")}`;
}

export const eventWords = (event) => {
  const kind = event.kind.replaceAll("_", " ");
  const said = event.kind === "rep" && event.rep ? `rep ${event.rep}` : kind;
  return event.text ? `${said}: ${event.text}` : said;
};
