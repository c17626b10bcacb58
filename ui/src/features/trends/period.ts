import type { TrendBy, TrendPeriod } from '@/api';
import { locale, m } from '@/i18n';
import { longDate } from '@/shared/format';

/** A period as its reader calls it: "week of …", a month, a fiscal quarter or year. */
export function periodName({ from, to }: Pick<TrendPeriod, 'from' | 'to'>, by: TrendBy): string {
  const [year = 0, month = 1] = from.split('-').map(Number);
  switch (by) {
    case 'week':
      return m.trends_week_of({ day: longDate(from) });
    case 'month':
      return new Intl.DateTimeFormat(`${locale()}-CA`, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${from}T00:00:00Z`));
    case 'fiscal_quarter': {
      const fiscal = month >= 4 ? year : year - 1;
      return m.trends_quarter({ quarter: String(Math.floor(((month + 8) % 12) / 3) + 1), year: years(fiscal) });
    }
    case 'fiscal_year':
      return m.trends_year({ year: years(year) });
    case 'whole':
      return m.trends_range({ from: longDate(from), to: longDate(to) });
  }
}

const years = (from: number) => `${from}-${from + 1}`;
