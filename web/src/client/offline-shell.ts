// Owns: having this page's offline shell installed (web/build/offline-shell.ts makes it).
// Never reloads anything and never hurries a new version in: it waits until all pages of the old one are closed.

/** Only where browsers allow it (HTTPS, localhost), and only for built pages: Vite's own are served fresh. */
export function keepOfflineShell(page: 'candidate' | 'evidence'): void {
  if (!import.meta.env.PROD || !isSecureContext || !('serviceWorker' in navigator)) return
  navigator.serviceWorker
    .register(`/${page}/sw.js`, { scope: `/${page}/`, updateViaCache: 'none' })
    // blocked site data, or the server is away: the page works, and the next load tries again
    .catch(() => {})
}
