/** One document on the screen: made by the desk, shown as pictures of its pages, printed and saved. */
import { desk, errorWords, type DocumentRequest } from '@/api';
import { m } from '@/i18n';
import type { ErrorWords } from '@/shared/error-words';

export class Paper {
  request: DocumentRequest | undefined = $state.raw();
  title = $state('');
  /** An address for each page, good in this window until the next document. */
  pages: readonly string[] = $state.raw([]);
  doing: 'making' | 'saving' | 'printing' | undefined = $state();
  /** How things stand, for the line under the pages. */
  said = $state('');
  failed: ErrorWords | undefined = $state.raw();
  /** Which making is the last: an earlier one that ends later shows nothing. */
  #turn = 0;

  /** Makes the document, and another tally sheet each time. */
  async make(request: DocumentRequest): Promise<void> {
    const turn = ++this.#turn;
    this.request = request;
    this.doing = 'making';
    this.said = '';
    this.failed = undefined;
    try {
      const made = await desk.document(request);
      if (turn !== this.#turn) return;
      this.#show(made.pages);
      this.title = made.title;
      this.said = m.documents_ready();
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.#show([]);
      this.failed = errorWords(thrown);
    }
    this.doing = undefined;
  }

  print(): Promise<void> {
    return this.#do('printing', async () => {
      await desk.printDocument();
      return m.documents_to_printer();
    });
  }

  save(): Promise<void> {
    return this.#do('saving', async (request) => {
      const name = await desk.saveDocument(request);
      return name === null ? m.documents_not_saved() : m.documents_saved({ name });
    });
  }

  /** Nothing is shown any more, and the pages' memory is free. */
  clear(): void {
    this.#turn += 1;
    this.#show([]);
    this.request = undefined;
    this.doing = undefined;
    this.said = '';
    this.failed = undefined;
  }

  async #do(what: 'saving' | 'printing', work: (request: DocumentRequest) => Promise<string>): Promise<void> {
    const { request, pages } = this;
    if (!request || pages.length === 0 || this.doing) return;
    const turn = this.#turn;
    this.doing = what;
    this.said = '';
    this.failed = undefined;
    try {
      const said = await work(request);
      if (turn === this.#turn) this.said = said;
    } catch (thrown) {
      if (turn === this.#turn) this.failed = errorWords(thrown);
    }
    if (turn === this.#turn) this.doing = undefined;
  }

  #show(pages: readonly string[]): void {
    for (const address of this.pages) URL.revokeObjectURL(address);
    this.pages = pages.map((page) => URL.createObjectURL(new Blob([page], { type: 'image/svg+xml' })));
  }
}
