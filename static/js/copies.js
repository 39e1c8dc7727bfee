/* Copies of forms that were sent: dropped once a page of the portal has answered, offered again after a failure. */

const PREFIX = "autosave:";

export function settle(user, { failed }) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(user ? `${PREFIX}${user}:` : PREFIX)) continue;
      const kept = JSON.parse(localStorage.getItem(key));
      if (!kept?.sent) continue;
      if (failed) localStorage.setItem(key, JSON.stringify({ ...kept, sent: false }));
      else localStorage.removeItem(key);
    }
  } catch {
    /* A forbidden store only means that there is no second copy. */
  }
}
