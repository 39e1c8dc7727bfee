/* Where the browser allows it (over TLS, or on this machine), a worker says so when there is no network. */

export function startWorker() {
  const address = document.querySelector('meta[name="portal-worker"]')?.content;
  if (address) navigator.serviceWorker?.register(address).catch(() => {});
}
