/** A moment's history in words: of each entry what changed, field by field. What was erased is never called empty. */
import type { HistoryItem, MomentItem } from '@/api';
import { inLocale, locale, m, type Message } from '@/i18n';
import { fieldOf, isBehindTheScenes } from './fields';
import type { Terms } from './item';

/** A field, and what it said before and after; a service that came or went has only one side. */
export type Change = { name: string; before?: string; after?: string };

type Values = Map<string, { before: unknown; after: unknown }>;

const kinds: Record<string, Message> = {
  moment_recorded: m.moment_kind_recorded,
  moment_amended: m.moment_kind_amended,
  moment_voided: m.moment_kind_voided,
  moment_restored: m.moment_kind_restored,
  rating_given: m.moment_kind_rating,
  part_erased: m.moment_kind_erased,
  erasure_confirmed: m.moment_kind_erased,
};

export function kindInWords(entry: HistoryItem): string {
  return (kinds[entry.kind] ?? m.moment_kind_newer)();
}

/** Entries with their changes, in their order. A note that stood in an erased text was there, so before the next one it reads "erased". */
export function historyInWords(history: readonly HistoryItem[], item: MomentItem, terms: Terms): { entry: HistoryItem; changes: Change[] }[] {
  let noteErased = false;
  return history.map((entry) => {
    const changes = changesInWords(entry, item, terms, noteErased);
    noteErased = entry.erased || (noteErased && !entry.changes.some(({ field }) => field === 'note'));
    return { entry, changes };
  });
}

function changesInWords(entry: HistoryItem, item: MomentItem, terms: Terms, noteErased: boolean): Change[] {
  const values: Values = new Map(entry.changes.map(({ field, before, after }) => [field, { before: parsed(before), after: parsed(after) }]));
  inReadersLanguage(values);
  const services = [...values].flatMap(([path, { before, after }]) => {
    const line = /^lines\/([^/]+)\/service$/.exec(path)?.[1];
    return line === undefined ? [] : [{ line, came: before === null, went: after === null }];
  });
  const cameOrWent = (path: string, which: 'came' | 'went') => services.some((each) => each[which] && path.startsWith(`lines/${each.line}/`));

  const ofServices = services.map(({ line, came, went }): Change => {
    const { before, after } = namesOf(values, line, item);
    if (came) return { name: m.moment_service_added(), after };
    if (went) return { name: m.moment_service_removed(), before };
    return { name: m.moment_service(), before, after };
  });
  const ofFields = [...values].flatMap(([path, { before, after }]): Change[] => {
    if (isBehindTheScenes(path) || cameOrWent(path, 'went') || (cameOrWent(path, 'came') && isDefault(after))) return [];
    const field = fieldOf(path);
    if (!field) return [];
    const was = path === 'note' && noteErased ? m.moment_erased() : before === null ? m.moment_none() : field.value(before, terms);
    const now = after === null ? m.moment_none() : field.value(after, terms);
    if (path === 'voided') return after === null ? [] : [{ name: field.name(), after: now }];
    const line = /^lines\/([^/]+)\//.exec(path)?.[1];
    const name = line !== undefined && item.lines.length > 1 ? m.moment_field_of({ field: field.name(), service: namesOf(values, line, item).after }) : field.name();
    return cameOrWent(path, 'came') ? [{ name, after: now }] : [{ name, before: was, after: now }];
  });
  const unknown = [...values.keys()].some((path) => !isBehindTheScenes(path) && !fieldOf(path));
  return [...ofServices, ...ofFields, ...(unknown ? [{ name: m.moment_field_unknown() }] : [])];
}

/** An organization has its French name beside the other, where it has two. */
function inReadersLanguage(values: Values): void {
  for (const end of ['came_from', 'sent_to']) {
    const french = values.get(`${end}/name_fr`);
    const name = values.get(`${end}/name`);
    if (!french || locale() !== 'fr') continue;
    values.set(`${end}/name`, { before: french.before || (name?.before ?? null), after: french.after || (name?.after ?? null) });
  }
}

function parsed(value: string | null): unknown {
  if (value === null) return null;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** What a new line says by itself is not worth a sentence. */
function isDefault(value: unknown): boolean {
  return value === null || value === 1 || (Array.isArray(value) && value[1] === 'default');
}

/** A line's service before and after this entry; where the entry doesn't say, as the moment has it now. */
function namesOf(values: Values, line: string, item: MomentItem): { before: string; after: string } {
  const now = item.lines.find((each) => each.line === line);
  const name = (side: 'before' | 'after') => {
    const in_ = (field: 'name_en' | 'name_fr') => String(values.get(`lines/${line}/${field}`)?.[side] ?? now?.[field] ?? '');
    return inLocale({ en: in_('name_en'), fr: in_('name_fr') }) || m.moment_service();
  };
  return { before: name('before'), after: name('after') };
}
