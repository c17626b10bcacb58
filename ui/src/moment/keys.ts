/**
 * One key changes what is recorded on the line in front, in the counter as in an amendment: a person learns them once,
 * and what the office or they remap (by an id that begins with `counter`) holds in both.
 */
import { m } from '@/i18n';
import type { Shortcut } from '@/shared/keys';
import type { Outcome } from '@/shared/words';
import type { Editor } from './editor';
import { nextRelationship, withLanguage, withOutcome, withQuantity } from './form';

export const OUTCOME_KEYS: Record<Outcome, string> = {
  served: 's',
  partly_served: 'p',
  referred: 'r',
  turned_away: 'x',
  left: 'l',
};

export function changeLineKeys(editor: Editor, isOpen: () => boolean): Shortcut[] {
  const outcome = (value: Outcome, label: () => string): Shortcut => ({
    id: `counter.outcome.${value}`,
    key: OUTCOME_KEYS[value],
    label,
    when: isOpen,
    run: () => void editor.changeLine(undefined, (line) => withOutcome(line, value)),
  });
  return [
    { id: 'counter.relationship', key: 'v', label: m.moment_key_relationship, when: isOpen, run: () => void editor.changeLine(undefined, (line) => ({ relationship: nextRelationship(line, editor.services) })) },
    outcome('served', m.moment_key_served),
    outcome('partly_served', m.moment_key_partly_served),
    outcome('referred', m.moment_key_referred),
    outcome('turned_away', m.moment_key_turned_away),
    outcome('left', m.moment_key_left),
    { id: 'counter.more', key: '+', label: m.moment_key_more, when: isOpen, run: () => void editor.changeLine(undefined, (line) => withQuantity(line, 1)) },
    { id: 'counter.fewer', key: '-', label: m.moment_key_fewer, when: isOpen, run: () => void editor.changeLine(undefined, (line) => withQuantity(line, -1)) },
    { id: 'counter.offer', key: 'h', label: m.moment_key_active_offer, when: isOpen, run: () => void editor.change((form) => ({ ...form, language: { ...form.language, active_offer: form.language?.active_offer === true ? null : true } })) },
    { id: 'counter.english', key: 'e', label: m.moment_key_english, when: isOpen, run: () => void editor.change((form) => withLanguage(form, 'en')) },
    { id: 'counter.french', key: 'f', label: m.moment_key_french, when: isOpen, run: () => void editor.change((form) => withLanguage(form, 'fr')) },
  ];
}
