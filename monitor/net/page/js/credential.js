// What this tablet signs in with. It comes in the address's fragment, which no server
// sees, and is moved at once to where only this tab keeps it.

const KEPT = "rep-monitor tablet";
const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;
const SEED = /^SU[A-Z2-7]{56}$/;

function valid(found) {
  const fits =
    found !== null &&
    typeof found === "object" &&
    NAME.test(found.gym) &&
    NAME.test(found.user) &&
    SEED.test(found.seed);
  return fits ? { gym: found.gym, user: found.user, seed: found.seed } : null;
}

export function keep(found) {
  const credential = valid(found);
  if (credential) sessionStorage.setItem(KEPT, JSON.stringify(credential));
  return credential;
}

export function forget() {
  sessionStorage.removeItem(KEPT);
}

/** Take a credential out of the address, or the one kept before; null without. */
export function credential() {
  if (location.hash.length > 1) {
    const given = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    const found = keep(given);
    if ("seed" in given) {
      history.replaceState(null, "", location.pathname + location.search);
    }
    if (found) return found;
  }
  try {
    return valid(JSON.parse(sessionStorage.getItem(KEPT)));
  } catch {
    return null;
  }
}

/** Exchange a PIN; return {credential} or {said}, a sentence. */
export async function exchanged(pin) {
  let answer;
  let body;
  try {
    answer = await fetch("/pin", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ pin }),
      cache: "no-store",
    });
    body = await answer.json();
  } catch {
    return { said: "The gym's computer can't be reached." };
  }
  const found = answer.ok ? keep(body) : null;
  return found ? { credential: found } : { said: refusal(answer.status, body) };
}

function refusal(status, body) {
  if (status === 429) {
    return `Too many wrong PINs: try again in ${waiting(Number(body.wait_s))}.`;
  }
  if (status === 403) {
    const left = Number(body.left);
    return `That is not the PIN; ${left} ${left === 1 ? "try" : "tries"} left.`;
  }
  if (status === 503) return "The gym's server takes no tablet now: try again.";
  return "The gym's computer does not take that as a PIN.";
}

function waiting(seconds) {
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
