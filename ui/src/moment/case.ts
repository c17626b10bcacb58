/** A case in words: its code as it is read aloud, what is wrong with one that is typed, its last step, how it stands with its day. */
import { asApiError, errorWords, type CaseItem, type HandedTo } from '@/api';
import { inLocale, m, type Message } from '@/i18n';
import { isoDate, number } from '@/shared/format';
import { caseStepWord } from '@/shared/case-words';

/** In groups of four: `K7MX 3Q9R 5`. */
export function grouped(code: string): string {
  return code.match(/.{1,4}/gu)?.join(' ') ?? '';
}

/** What a reader ignores between symbols, as the desk does. */
const BETWEEN = /[\s\u2010-\u2015\u2212-]/u;

const mistakes: Record<string, Message> = {
  too_short: m.cases_code_too_short,
  too_long: m.cases_code_too_long,
  check: m.cases_code_check,
};

/** Which mistake a typed code has; of another failure, what happened. */
export function codeMistake(failure: unknown, typed: string): string {
  const { code, data } = asApiError(failure);
  const { what, todo } = errorWords(failure);
  if (code !== 'case_code') return `${what} ${todo}`;
  const symbol = [...typed].filter((each) => !BETWEEN.test(each))[Number(data.at) - 1];
  if (data.problem === 'symbol' && symbol) return m.cases_code_symbol({ symbol: symbol.toLocaleUpperCase() });
  return (mistakes[data.problem ?? ''] ?? m.cases_code_check)();
}

type Named = Pick<CaseItem, 'name_en' | 'name_fr'>;

export function serviceOf({ name_en, name_fr }: Named): string {
  return inLocale({ en: name_en, fr: name_fr });
}

export function organizationOf({ name, name_fr }: Pick<HandedTo, 'name' | 'name_fr'>): string {
  return inLocale({ en: name, fr: name_fr || name });
}

/** "In part, 2026-11-24" */
export function stepOf({ step, last_visit }: Pick<CaseItem, 'step' | 'last_visit'>): string {
  const word = caseStepWord[step]();
  return last_visit ? m.cases_step_on({ step: word, day: isoDate(last_visit) }) : word;
}

export function ownerOf(item: Pick<CaseItem, 'owner' | 'owner_name' | 'owner_gone' | 'mine'>): string {
  if (item.owner === null) return m.cases_nobody();
  if (item.mine) return m.cases_owner_me();
  if (item.owner_name === null) return m.cases_owner_unknown();
  return item.owner_gone ? m.cases_owner_gone({ name: item.owner_name }) : item.owner_name;
}

/** How urgent a day is, in words; nothing where none is set. */
export function dueInWords({ due, due_in }: Pick<CaseItem, 'due' | 'due_in'>): { text: string; tone: 'bad' | 'warn' | 'plain' } | undefined {
  if (due === null) return undefined;
  if (due_in === null) return { text: m.cases_due_was({ day: due }), tone: 'plain' };
  if (due_in < 0) return { text: m.cases_overdue_by({ count: -due_in, number: number(-due_in) }), tone: 'bad' };
  if (due_in === 0) return { text: m.cases_due_today(), tone: 'warn' };
  return { text: m.cases_due_in({ count: due_in, number: number(due_in) }), tone: 'plain' };
}
