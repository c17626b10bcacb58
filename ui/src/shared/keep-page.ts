/**
 * The page is the app, not a document: no menu of the browser's but where text is typed, and a file that is dropped on it
 * opens nothing.
 */
export function keepPage(page: Document = document): void {
  page.addEventListener('contextmenu', (event) => {
    const typed = event.target instanceof Element && event.target.closest('input, textarea, [contenteditable]');
    if (!typed) event.preventDefault();
  });
  for (const kind of ['dragover', 'drop'] as const) page.addEventListener(kind, (event) => event.preventDefault());
}
