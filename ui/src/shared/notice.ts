/** The collection notice: the office's own lines, each in both languages or in none. */
import type { Locale } from '@/i18n';

type Line = 'purpose' | 'authority' | 'contact';
export type Notice = Partial<Record<`${Line}_${Locale}`, string>> & { on_card?: boolean };

/** Empty where the office has no words of its own. */
export function noticeLine(notice: Notice, line: Line, locale: Locale): string {
  return notice[`${line}_${locale}`]?.trim() ?? '';
}
