/** "November 2026"; "novembre 2026". A month as the desk writes it: `YYYY-MM`. */
import { locale, tag } from '@/i18n';

export function monthInWords(month: string): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return month;
  return new Intl.DateTimeFormat(tag(locale()), { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(at);
}
