// Between a page and the host: what is no call of a command goes no further. It runs in a frame that the page can't reach.
window.__TAURI_ISOLATION_HOOK__ = (payload) => payload;
