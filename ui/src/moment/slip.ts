/** The slip that a client takes along: where they were sent. */
import type { DocumentRequest, MomentForm } from '@/api';
import { locale } from '@/i18n';

export type Slip = Extract<DocumentRequest, { kind: 'referral_slip' }>;

/** Nothing where the moment sends its client nowhere. `languages` are the office's; the first is what stands by default. */
export function slipOf(form: MomentForm, languages: readonly string[] = []): Slip | undefined {
  const to = form.sent_to;
  if (!to?.name) return undefined;
  return { kind: 'referral_slip', organization: to.organization ?? null, name: to.name, level: to.level ?? null, referral: to.kind ?? null, language: first(form, languages), case: form.case ?? null };
}

/** The client's language stands first where it is an official one; both are on the slip. */
function first({ language }: MomentForm, languages: readonly string[]): string {
  return [language?.requested, language?.provided, ...languages].find((each) => each === 'en' || each === 'fr') ?? locale();
}
