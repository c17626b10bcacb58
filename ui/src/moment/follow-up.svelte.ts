/** A follow-up that somebody wants to see from another screen. The follow-ups take it up as soon as they are there. */
import type { FollowUpId } from '@/api';

let asked: FollowUpId | undefined = $state();

export function wantFollowUp(id: FollowUpId): void {
  asked = id;
}

/** The one that is wanted; it is wanted no more. */
export function takeWantedFollowUp(): FollowUpId | undefined {
  const id = asked;
  asked = undefined;
  return id;
}
