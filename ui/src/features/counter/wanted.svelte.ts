/** A moment that somebody wants in front from outside this screen, as at closing time. The counter takes it up as soon as it is there. */
import type { OpenMoment } from '@/api';

let asked: OpenMoment | undefined = $state.raw();

export function want(moment: OpenMoment): void {
  asked = moment;
}

export function wanted(): OpenMoment | undefined {
  return asked;
}

export function unwant(): void {
  asked = undefined;
}
