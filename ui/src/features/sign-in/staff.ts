/** Who may come in how, and in which order people are shown. */
import type { StaffId, StaffItem } from '@/api';
import { m } from '@/i18n';
import { compare } from '@/shared/format';

/** The short PIN is enough for those who signed in today, have one, and record at a counter: it opens nothing else. */
export function hasShortWay(person: StaffItem): boolean {
  return person.signed_in_today && person.has_short_pin && person.roles.includes('counter');
}

/** Those first of whom `first` is true, each half by name. */
export function inOrder(staff: readonly StaffItem[], first: (person: StaffItem) => boolean): StaffItem[] {
  return [...staff].sort((left, right) => Number(first(right)) - Number(first(left)) || compare(left.name, right.name));
}

export function noteOn(person: StaffItem): string | undefined {
  return person.signed_in_today ? m.sign_in_today() : undefined;
}

let sentBy: StaffId | undefined;

/** Whoever asked to switch and must sign in in full is chosen already where they are sent. */
export function sendToSignIn(person: StaffId | undefined): void {
  sentBy = person;
}

export function whoWasSent(): StaffId | undefined {
  const sent = sentBy;
  sentBy = undefined;
  return sent;
}
