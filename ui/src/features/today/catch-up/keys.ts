/** The keys of a tally sheet: those of the counter, under the same ids, so that a person learns and remaps them once. */
import { m } from '@/i18n';
import { UNCLASSIFIED } from '@/moment/form';
import { OUTCOME_KEYS } from '@/moment/keys';
import type { Shortcut } from '@/shared/keys';
import { OUTCOMES, outcomeWord } from '@/shared/words';
import type { SheetEntry } from './sheet.svelte';

export const QUICK = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

type Goes = { find: () => void; time: () => void; away: () => void; quick: (at: number) => string | undefined };

export function sheetKeys(sheet: SheetEntry, goes: Goes): Shortcut[] {
  const pick = (at: number) => {
    const service = goes.quick(at);
    if (service) sheet.begin({ service });
  };
  const speak = (language: string) => () => sheet.change((said) => ({ ...said, language }));
  return [
    ...QUICK.map((key, at): Shortcut => ({ id: `counter.quick.${key}`, key, label: () => m.catch_up_key_quick({ number: key }), run: () => pick(at) })),
    { id: 'counter.enquiry', key: '0', label: m.moment_quick_enquiry, run: () => sheet.begin({}) },
    { id: 'counter.find', key: '/', label: m.catch_up_find, run: goes.find },
    { id: 'counter.later', key: 'a', label: m.moment_classify_later, run: () => sheet.begin({ service: UNCLASSIFIED }) },
    { id: 'counter.relationship', key: 'v', label: m.moment_key_relationship, run: () => sheet.nextRelationship() },
    ...OUTCOMES.map((value): Shortcut => ({ id: `counter.outcome.${value}`, key: OUTCOME_KEYS[value], label: outcomeWord[value], run: () => sheet.setOutcome(value) })),
    { id: 'counter.english', key: 'e', label: m.moment_key_english, run: speak('en') },
    { id: 'counter.french', key: 'f', label: m.moment_key_french, run: speak('fr') },
    { id: 'catch_up.time', key: 't', label: m.catch_up_key_time, run: goes.time },
    { id: 'catch_up.save', key: 'Enter', label: m.catch_up_key_save, run: () => void sheet.save() },
    { id: 'catch_up.back', key: 'Backspace', label: m.catch_up_key_back, run: () => void sheet.takeBack() },
    { id: 'catch_up.away', key: 'Escape', label: m.catch_up_key_leave, run: goes.away },
  ];
}
