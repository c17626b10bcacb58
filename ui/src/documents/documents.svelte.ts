/** The document that somebody asked to see. The frame has the one dialog for it; any feature may ask. */
import type { DocumentRequest } from '@/api';

let asked: DocumentRequest | undefined = $state.raw();

/** Opens the document over whatever is on the screen, to look at, print and save. */
export function showDocument(request: DocumentRequest): void {
  asked = request;
}

export function documentAsked(): DocumentRequest | undefined {
  return asked;
}

export function closeDocument(): void {
  asked = undefined;
}
