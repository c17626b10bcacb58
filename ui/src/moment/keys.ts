/**
 * One key changes what is recorded on the line in front, in the counter as in an amendment: a person learns them once,
 * and what the office or they remap (by an id that begins with `counter`) holds in both.
 */
import { tick } from 'svelte';
import { m } from '@/i18n';
import type { Shortcut } from '@/shared/keys';
import { deliverText, expectText } from '@/shared/use-keys.svelte';
import { LEVELS, levelWord, type Level, type Outcome } from '@/shared/words';
import type { Editor } from './editor';
import { withCameFromLevel } from './ends';
import { answerOffer, nextRelationship, withLanguage, withOutcome, withQuantity } from './form';
import { isRecorded, PARTS, type Part } from './parts';

export const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

export const OUTCOME_KEYS: Record<Outcome, string> = {
  served: 's',
  partly_served: 'p',
  referred: 'r',
  turned_away: 'x',
  left: 'l',
};

/** Each goes round the answers to one of the two offers: accepted, not needed, has it already, none. */
export const OFFER_KEYS = [',', ';'] as const;

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
    { id: 'counter.outcome.left', key: OUTCOME_KEYS.left, label: m.moment_key_left, when: isOpen, run: () => void editor.walkOff() },
    { id: 'counter.line_up', key: 'ArrowUp', label: m.moment_key_line_up, when: isOpen, run: () => void editor.stepLine(-1) },
    { id: 'counter.line_down', key: 'ArrowDown', label: m.moment_key_line_down, when: isOpen, run: () => void editor.stepLine(1) },
    { id: 'counter.more', key: '+', label: m.moment_key_more, when: isOpen, run: () => void editor.changeLine(undefined, (line) => withQuantity(line, 1)) },
    { id: 'counter.fewer', key: '-', label: m.moment_key_fewer, when: isOpen, run: () => void editor.changeLine(undefined, (line) => withQuantity(line, -1)) },
    ...OFFER_KEYS.map((key, at) => ({
      id: `counter.next.${at + 1}`,
      key,
      label: () => m.moment_key_next({ number: at + 1 }),
      when: isOpen,
      run: () => void editor.change((form) => answerOffer(form, editor.services, at)),
    })),
    { id: 'counter.offer', key: 'h', label: m.moment_key_active_offer, when: isOpen, run: () => void editor.change((form) => ({ ...form, language: { ...form.language, active_offer: form.language?.active_offer === true ? null : true } })) },
    { id: 'counter.english', key: 'e', label: m.moment_key_english, when: isOpen, run: () => void editor.change((form) => withLanguage(form, 'en')) },
    { id: 'counter.french', key: 'f', label: m.moment_key_french, when: isOpen, run: () => void editor.change((form) => withLanguage(form, 'fr')) },
  ];
}

/** As every program prints; it acts while text is typed too. */
export const SLIP_KEY = 'Ctrl+P';

/** While "came from" is open, or about to be: the level that is all that is known. */
export const LEVEL_KEYS: Record<Level, string> = { federal: 'f', provincial_territorial: 'p', municipal: 'm', indigenous: 'i', other: 'a' };

/**
 * One key opens each part of what is one key away. Text that is typed before its field is there goes into it; a level that
 * is pressed before "came from" is there goes there too, and is no other shortcut. `ondone` puts the keyboard back.
 */
export function partKeys(editor: Editor, isOpen: () => boolean, ondone: () => void = () => {}): Shortcut[] {
  const open = async (part: Part) => {
    if (part.text) expectText();
    await editor.show(part.id);
    await tick();
    // Where no field came, what was typed was for nothing.
    if (part.text && editor.shown !== part.id) deliverText();
  };
  const choose = (level: Level) => {
    void editor.change((form) => (editor.shown === 'came_from' ? withCameFromLevel(form, level) : form));
    void editor.show(undefined).then(ondone);
  };
  const isCameFrom = () => isOpen() && editor.expected === 'came_from';
  return [
    ...LEVELS.map((level) => ({
      id: `counter.came_from.${level}`,
      key: LEVEL_KEYS[level],
      label: () => m.moment_key_came_from({ level: levelWord[level]() }),
      when: isCameFrom,
      run: () => choose(level),
    })),
    ...PARTS.flatMap((part) => {
      const when = () => isOpen() && isRecorded(part, editor.records);
      return part.key ? [{ id: `counter.${part.id}`, key: part.key, label: part.name, when, run: () => void open(part) }] : [];
    }),
  ];
}

/** Where digits mean nothing else, they choose in what is open. */
export function digitKeys(run: (digit: number) => void, when: () => boolean): Shortcut[] {
  return ['0', ...DIGITS].map((key) => ({
    id: `counter.choice.${key}`,
    key,
    label: () => m.moment_key_choice({ number: key }),
    row: { id: 'counter.choice', label: m.moment_key_choices },
    when,
    run: () => run(Number(key)),
  }));
}
