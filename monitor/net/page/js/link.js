// The line to the NATS server: subscribes, reads what is kept, and begins anew after
// each cut, so that a tile never waits for what came meanwhile.

import { connect, consumerOpts, nkeyAuthenticator } from "../vendor/nats.js";

const LIVE = ["state", "health"]; // events and sets come from their stream alone
const HOUR_MS = 3_600_000;
const KEPT_MS = { set: 12 * HOUR_MS, event: HOUR_MS / 2 }; // how far back is read
const PING_MS = 5_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5_000;
const REFUSED = new Set(["AUTHORIZATION_VIOLATION", "AUTHENTICATION_EXPIRED"]);

/** Stay connected until `ended` is aborted or the credential is refused.
 *
 * `told` gets connected(), cut(), refused(), kept(ok), and
 * message({branch, station, bytes, at, retained}), gone(station); `at` is in this
 * clock's ms.
 */
export async function linked(credential, url, told, ended) {
  let wait = FIRST_WAIT_MS;
  while (!ended.aborted) {
    const error = await once(credential, url, told, ended, () => {
      wait = FIRST_WAIT_MS;
    });
    if (ended.aborted) return;
    if (REFUSED.has(error?.code)) {
      told.refused();
      return;
    }
    told.cut();
    await pause(wait, ended);
    wait = Math.min(2 * wait, LONGEST_WAIT_MS);
  }
}

async function once(credential, url, told, ended, onConnected) {
  let nc;
  try {
    nc = await connect({
      servers: [url],
      authenticator: nkeyAuthenticator(new TextEncoder().encode(credential.seed)),
      inboxPrefix: `_INBOX.${credential.user}`,
      name: "tablet page",
      reconnect: false,
      pingInterval: PING_MS,
      maxPingOut: 2,
    });
  } catch (error) {
    return error;
  }
  const close = () => nc.close();
  ended.addEventListener("abort", close);
  onConnected();
  told.connected();
  watched(nc);
  for (const branch of LIVE) live(nc, credential.gym, branch, told);
  kept(nc, credential.gym, told);
  const error = await nc.closed();
  ended.removeEventListener("abort", close);
  return error;
}

async function watched(nc) {
  // A refused permission closes one subscription; the page goes on with the rest.
  for await (const each of nc.status()) {
    if (each.type === "error") console.warn("nats:", each.data);
  }
}

function live(nc, gym, branch, told) {
  nc.subscribe(`rm.v1.${gym}.*.${branch}`, {
    callback: (error, message) => {
      if (error) return;
      const station = message.subject.split(".")[3];
      const at = Date.now();
      told.message({ branch, station, bytes: message.data, at, retained: false });
    },
  });
}

async function kept(nc, gym, told) {
  try {
    const js = nc.jetstream({ checkAPI: false });
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const bucket = `rm-${gym}-state`;
    // a tablet's clock may be wrong: the server's is asked
    const info = await jsm.streams.info(`KV_${bucket}`);
    const ahead = Date.now() - Date.parse(info.ts ?? new Date().toISOString());
    await states(js, bucket, ahead, told);
    await past(js, gym, "set", ahead, told);
    await past(js, gym, "event", ahead, told);
    told.kept(true);
  } catch (error) {
    console.warn("nats:", error?.message);
    if (!nc.isClosed()) told.kept(false);
  }
}

async function states(js, bucket, ahead, told) {
  const kv = await js.views.kv(bucket, { bindOnly: true });
  const entries = await kv.watch();
  (async () => {
    for await (const each of entries) {
      if (each.operation === "PUT") {
        const at = each.created.getTime() + ahead;
        told.message({
          branch: "state",
          station: each.key,
          bytes: each.value,
          at,
          retained: true,
        });
      } else {
        told.gone(each.key); // the lifter shares no longer
      }
    }
  })().catch((error) => console.warn("nats:", error?.message));
}

async function past(js, gym, branch, ahead, told) {
  const began = Date.now();
  const options = consumerOpts();
  options.orderedConsumer();
  options.bindStream(`RM_${gym}`);
  options.startTime(new Date(Date.now() - ahead - KEPT_MS[branch]));
  options.callback((error, message) => {
    if (error || !message) return;
    const station = message.subject.split(".")[3];
    const at = message.info.timestampNanos / 1e6 + ahead;
    const retained = at < began;
    told.message({ branch, station, bytes: message.data, at, retained });
  });
  await js.subscribe(`rm.v1.${gym}.*.${branch}`, options);
}

function pause(ms, ended) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      ended.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener("online", done);
    ended.addEventListener("abort", done);
  });
}
