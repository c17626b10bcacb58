/**
 * What is one key away from a moment: a letter opens it, a digit chooses in it. Each part says where in the form it
 * stands, in plain functions, so that a key pressed before anything is drawn does the same as a touch.
 */
import type { MomentForm } from '@/api';
import { m, type Message } from '@/i18n';
import { list, number } from '@/shared/format';
import {
  CHANNELS, channelWord, CONTACTS, contactWord, FEEDBACKS, feedbackWord, INTERESTS, interestWord, INTERPRETERS, interpreterWord, LIFE_EVENTS, lifeEventWord,
  STANDINGS, standingWord, WAIT_BANDS, waitBandWord,
} from '@/shared/words';
import { codeOf } from './cases.svelte';
import type { Editor } from './editor';
import { END_PARTS } from './ends';
import { changeLine, hasInterests, lines, standingOf, toggled, type Services } from './form';

export type PartId =
  | 'channel' | 'wait' | 'contact' | 'interpreter' | 'note' | 'feedback' | 'event' | 'case' | 'party' | 'standing' | 'interests'
  | 'came_from' | 'sent_to' | 'referral_kind' | 'barriers';

/** What the office turned on to be recorded. */
export type OfficeRecords = { party: boolean; standing: boolean };

export type Part = {
  id: PartId;
  /** Absent: it opens after another one. */
  key?: string;
  name: Message;
  /** What digits choose: 1 is the first. Absent where a digit means nothing. */
  choices?: readonly { value: string; label: Message }[];
  /** What was chosen, by staff; several where several may be. Of a line's part, on that line. */
  chosen: (form: MomentForm, line: number) => readonly string[];
  /** What stands while nothing was chosen. Without one, what is chosen goes when it is chosen again. */
  assumed?: string;
  choose: (form: MomentForm, value: string, line: number) => MomentForm;
  /** What nought chooses. */
  zero?: (form: MomentForm) => MomentForm;
  /** It stays open after a digit. */
  stays?: true;
  /** What opens after a digit in it. */
  then?: PartId;
  /** Text is typed in it, from the key on that opens it. */
  text?: true;
  /** What was recorded, in a word; nothing where nothing was. */
  said: (form: MomentForm, services: Services) => string | undefined;
  /** Only where the office turned it on. */
  office?: keyof OfficeRecords;
  /** False: this line, as the form stands, does not call for it. */
  applies?: (form: MomentForm, line: number, services: Services) => boolean;
  /** It stands elsewhere on the screen: it has no chip, or nothing that opens, or neither among what is one key away. */
  elsewhere?: 'chip' | 'panel' | 'whole';
};

const standingSourceWord: Record<'implied_by_service' | 'said_unasked', Message> = { implied_by_service: m.moment_standing_implied, said_unasked: m.moment_standing_said };

/** A party of more is typed. */
const PARTY = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** A part in which one of a closed set is chosen. */
function oneOf<Value extends string>(
  part: Pick<Part, 'id' | 'key' | 'name' | 'elsewhere'>,
  values: readonly Value[],
  words: Record<Value, Message>,
  field: { read: (form: MomentForm) => Value | null | undefined; write: (form: MomentForm, value: Value) => MomentForm; assumed?: Value },
): Part {
  return {
    ...part,
    choices: values.map((value) => ({ value, label: words[value] })),
    assumed: field.assumed,
    chosen: (form) => [field.read(form)].filter((value) => value != null),
    choose: (form, value) => field.write(form, value as Value),
    said: (form) => {
      const value = field.read(form);
      return value != null && value !== field.assumed ? words[value]() : undefined;
    },
  };
}

export const PARTS: readonly Part[] = [
  oneOf({ id: 'channel', key: 'q', name: m.moment_field_channel, elsewhere: 'chip' }, CHANNELS, channelWord, {
    read: (form) => form.channel,
    write: (form, channel) => ({ ...form, channel }),
    assumed: 'in_person',
  }),
  {
    ...oneOf({ id: 'wait', key: 'w', name: m.moment_wait }, WAIT_BANDS, waitBandWord, {
      read: (form) => form.wait?.band,
      write: (form, band) => ({ ...form, wait: { ...form.wait, band } }),
      assumed: 'unknown',
    }),
    said: ({ wait }) => (wait?.band && wait.band !== 'unknown' ? waitBandWord[wait.band]() : wait?.arrived_at ? m.moment_from_ticket() : undefined),
  },
  oneOf({ id: 'contact', key: 'c', name: m.moment_contact }, CONTACTS, contactWord, {
    read: (form) => form.contact,
    write: (form, contact) => ({ ...form, contact }),
    assumed: 'unknown',
  }),
  {
    ...oneOf({ id: 'interpreter', key: 'i', name: m.moment_interpreter }, INTERPRETERS, interpreterWord, {
      read: (form) => form.language?.interpreter,
      write: (form, interpreter) => ({ ...form, language: { ...form.language, interpreter } }),
      assumed: 'none',
    }),
    // That nobody interpreted is worth a word once staff said so.
    said: ({ language }) => (language?.interpreter ? interpreterWord[language.interpreter]() : undefined),
  },
  {
    id: 'note',
    key: 'n',
    name: m.moment_note,
    text: true,
    chosen: () => [],
    choose: (form) => form,
    said: (form) => (form.note ? (form.note_flagged ? m.moment_note_flagged() : m.moment_note_written()) : undefined),
  },
  {
    id: 'feedback',
    key: 'b',
    name: m.moment_feedback,
    choices: FEEDBACKS.map((value) => ({ value, label: feedbackWord[value] })),
    chosen: (form) => form.feedback ?? [],
    choose: (form, value) => ({ ...form, feedback: toggled(form.feedback ?? [], FEEDBACKS.find((each) => each === value) ?? 'complaint') }),
    said: (form) => (form.feedback?.length ? list(form.feedback.map((each) => feedbackWord[each]())) : undefined),
  },
  oneOf({ id: 'event', key: 'j', name: m.moment_field_life_event }, LIFE_EVENTS, lifeEventWord, {
    read: (form) => form.life_event,
    write: (form, event) => ({ ...form, life_event: form.life_event === event ? null : event }),
  }),
  {
    id: 'case',
    key: 'k',
    name: m.cases_part,
    text: true,
    chosen: () => [],
    choose: (form) => form,
    said: (form) => (form.case ? codeOf(form.case) : undefined),
  },
  {
    id: 'party',
    key: '=',
    name: m.moment_party,
    office: 'party',
    choices: PARTY.map((value) => ({ value, label: () => value })),
    chosen: (form) => (form.party_size == null ? [] : [String(form.party_size)]),
    choose: (form, value) => ({ ...form, party_size: form.party_size === Number(value) ? null : Number(value) }),
    zero: (form) => ({ ...form, acting_for_other: form.acting_for_other ? null : true }),
    said: ({ party_size, acting_for_other }) => {
      const people = party_size == null ? [] : [m.moment_people({ count: party_size, number: number(party_size) })];
      return list([...people, ...(acting_for_other ? [m.moment_for_other()] : [])]) || undefined;
    },
  },
  {
    id: 'standing',
    key: '#',
    name: m.moment_field_standing,
    office: 'standing',
    choices: STANDINGS.map((value) => ({ value, label: standingWord[value] })),
    chosen: ({ standing }) => (standing?.source === 'said_unasked' ? [standing.value] : []),
    // It is recorded here only because the client said so.
    choose: (form, value) => {
      const standing = STANDINGS.find((each) => each === value);
      const again = form.standing?.source === 'said_unasked' && form.standing.value === standing;
      return { ...form, standing: !standing || again ? null : { value: standing, source: 'said_unasked' } };
    },
    said: (form, services) => {
      const standing = standingOf(form, services);
      return standing ? m.moment_by_source({ value: standingWord[standing.value](), source: standingSourceWord[standing.source]() }) : undefined;
    },
  },
  {
    id: 'interests',
    key: 'y',
    name: m.moment_interests,
    elsewhere: 'whole',
    stays: true,
    applies: (form, at, services) => lines(form).some((line, number) => number === at && hasInterests(line, services)),
    choices: [
      ...INTERESTS.map((value) => ({ value, label: interestWord[value] })),
      { value: 'decision_explained', label: m.moment_decision_explained },
      { value: 'recourse_told', label: m.moment_recourse_told },
    ],
    chosen: (form, at) => {
      const line = lines(form)[at];
      return [...(line?.interests ?? []), ...(line?.decision_explained ? ['decision_explained'] : []), ...(line?.recourse_told ? ['recourse_told'] : [])];
    },
    choose: (form, value, at) => {
      const line = lines(form)[at];
      const interest = INTERESTS.find((each) => each === value);
      if (!line) return form;
      if (interest) return changeLine(form, at, { interests: toggled(line.interests ?? [], interest) });
      // Taken back, it is not recorded: that is not a no.
      const field = value === 'recourse_told' ? 'recourse_told' : 'decision_explained';
      return changeLine(form, at, { [field]: line[field] ? null : true });
    },
    said: () => undefined,
  },
  ...END_PARTS,
];

type Editing = Pick<Editor, 'form' | 'line' | 'services'> & Partial<Pick<Editor, 'records'>>;

/** What is open once a digit chose in this part, as the form then stands. */
export function afterDigit({ form, line, services, records }: Editing, id: PartId): PartId | undefined {
  const { stays, then } = partOf(id);
  return stays ? id : then && opened({ form, line, services, records, shown: undefined }, then);
}

export function partOf(id: PartId): Part {
  const found = PARTS.find((part) => part.id === id);
  if (!found) throw new RangeError(id);
  return found;
}

/** What is open after a key that opens this part: pressed again it closes, and where it does not apply nothing changes. */
export function opened(editor: Editing & Pick<Editor, 'shown'>, id: PartId | undefined): PartId | undefined {
  if (id === undefined || editor.shown === id) return undefined;
  const part = partOf(id);
  return isRecorded(part, editor.records) && part.applies?.(editor.form, editor.line, editor.services) !== false ? id : editor.shown;
}

export function isRecorded(part: Part, records: OfficeRecords | undefined): boolean {
  return !part.office || records?.[part.office] === true;
}

/** The form after this digit in an open part; nothing where the digit means nothing there. */
export function byDigit(form: MomentForm, id: PartId, digit: number, line: number): MomentForm | undefined {
  const part = partOf(id);
  const choice = part.choices?.[digit - 1];
  return choice && part.choose(form, choice.value, line);
}

export function byZero(form: MomentForm, id: PartId): MomentForm | undefined {
  return partOf(id).zero?.(form);
}
