/** The two ends of a client's way through the offices, where they came from and were sent to, and what stood in the way. */
import type { MomentForm, OrganizationItem } from '@/api';
import { inLocale, m } from '@/i18n';
import { list } from '@/shared/format';
import { BARRIERS, barrierWord, levelWord, REFERRAL_KINDS, referralKindWord, type Level } from '@/shared/words';
import { directory, nameOf } from './directory.svelte';
import { follows, toggled } from './form';
import type { Part } from './parts';

export type End = NonNullable<MomentForm['sent_to']>;
export type EndField = 'came_from' | 'sent_to';

/** An organization of the directory. What was said of the referral itself stays. */
export function toOrganization(organization: OrganizationItem, before?: End | null): End {
  const { id, name_en, name_fr, level } = organization;
  return { kind: before?.kind, organization: id, name: name_en || name_fr, name_fr: name_en ? name_fr || null : null, level };
}

/** A name as it is typed. Without one there is no end yet, but a level that was said. */
export function toName(name: string, before?: End | null): End | null {
  if (name.trim() === '') return null;
  const plain = name.trim().replaceAll('\u00a0', ' ');
  const known = directory.offered.find((each) => [each.name_en, each.name_fr].includes(plain));
  if (known) return toOrganization(known, before);
  return { kind: before?.kind, level: before?.level, name };
}

/** In the reader's language; nothing where only the level is known. */
export function nameOfEnd(end: End): string {
  return inLocale({ en: end.name ?? '', fr: end.name_fr ?? '' });
}

/** Its name, or the level that is all that is known. */
export function saidOf(end: End | null | undefined): string | undefined {
  return end ? nameOfEnd(end) || levelWord[end.level ?? 'other']() : undefined;
}

/** Chosen again, it goes. */
function choose(form: MomentForm, field: EndField, id: string): MomentForm {
  const organization = directory.byId.get(id);
  const before = form[field];
  if (!organization) return form;
  return { ...form, [field]: before?.organization === id ? null : toOrganization(organization, before) };
}

export function withCameFromLevel(form: MomentForm, level: Level): MomentForm {
  const onlyLevel = form.came_from && !form.came_from.name && form.came_from.level === level;
  return { ...form, came_from: onlyLevel ? null : { level } };
}

const chosenOf = (field: EndField) => (form: MomentForm) => [form[field]?.organization].filter((id) => id != null);
const choicesOf = (organizations: readonly OrganizationItem[]) => organizations.map((each) => ({ value: each.id, label: () => nameOf(each) }));

export const END_PARTS: readonly Part[] = [
  {
    id: 'came_from',
    key: 'o',
    name: m.moment_field_came_from,
    get choices() {
      return choicesOf(directory.usualCameFrom);
    },
    chosen: chosenOf('came_from'),
    choose: (form, id) => choose(form, 'came_from', id),
    said: (form) => saidOf(form.came_from),
  },
  {
    id: 'sent_to',
    key: '.',
    name: m.moment_sent_to,
    elsewhere: 'whole',
    then: 'referral_kind',
    applies: (form) => follows(form).referral || form.sent_to != null,
    get choices() {
      return choicesOf(directory.usualSentTo);
    },
    chosen: chosenOf('sent_to'),
    choose: (form, id) => choose(form, 'sent_to', id),
    said: () => undefined,
  },
  {
    id: 'referral_kind',
    name: m.moment_referral_kind,
    elsewhere: 'whole',
    applies: (form) => form.sent_to != null,
    choices: REFERRAL_KINDS.map((value) => ({ value, label: referralKindWord[value] })),
    chosen: ({ sent_to }) => [sent_to?.kind].filter((kind) => kind != null),
    choose: (form, value) => {
      const kind = REFERRAL_KINDS.find((each) => each === value);
      return form.sent_to ? { ...form, sent_to: { ...form.sent_to, kind: form.sent_to.kind === kind ? null : kind } } : form;
    },
    said: () => undefined,
  },
  {
    id: 'barriers',
    key: 'z',
    name: m.moment_field_barriers,
    elsewhere: 'panel',
    stays: true,
    choices: BARRIERS.map((value) => ({ value, label: barrierWord[value] })),
    chosen: (form) => form.barriers ?? [],
    choose: (form, value) => ({ ...form, barriers: toggled(form.barriers ?? [], BARRIERS.find((each) => each === value) ?? 'other') }),
    said: (form) => (form.barriers?.length ? list(form.barriers.map((each) => barrierWord[each]())) : undefined),
  },
];
