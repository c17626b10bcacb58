/** The client's slip of a case: shown as it will be printed, in the language in which the client was served. */
import type { CaseItem } from '@/api';
import { showDocument } from '@/documents/documents.svelte';
import { locale } from '@/i18n';

export function showSlip({ id, language }: Pick<CaseItem, 'id' | 'language'>): void {
  // Slips are in the two official languages; for another one, whoever serves may turn it.
  showDocument({ kind: 'case_slip', case: id, language: language === 'en' || language === 'fr' ? language : locale() });
}
