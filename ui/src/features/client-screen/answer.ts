/** What a client may answer, as plain rules: no window, no timer. */
import type { ClientAnswer, RotatedQuestion } from '@/api/client';
import type { Driver, NeedMet, Score } from '@/shared/words';

export type Value = Score | Driver | NeedMet | 'not_applicable' | 'nothing';

/** The pages of one invitation, in order. */
export type Page = 'overall' | 'drivers' | 'rotated';

export function pagesOf(question: RotatedQuestion | null): Page[] {
  return question === null ? ['overall', 'drivers'] : ['overall', 'drivers', 'rotated'];
}

/** 1 to 3 asks what could have been better, 4 and 5 what went well. */
export function wentWell(score: Score): boolean {
  return score >= 4;
}

/** Drivers that were chosen as "better" are no answer to "went well": they go when the score crosses over. */
export function withOverall(answer: ClientAnswer, overall: Score): ClientAnswer {
  const crossed = answer.overall !== null && wentWell(answer.overall) !== wentWell(overall);
  return { ...answer, overall, drivers: crossed ? [] : answer.drivers };
}

export function withDriver(answer: ClientAnswer, driver: Driver): ClientAnswer {
  const drivers = answer.drivers.includes(driver)
    ? answer.drivers.filter((other) => other !== driver)
    : [...answer.drivers, driver];
  return { ...answer, drivers };
}

/** Pressing the chosen value again takes it back: no answer is an answer too. */
export function withRotated(answer: ClientAnswer, question: RotatedQuestion, value: Value): ClientAnswer {
  return { ...answer, [question]: answer[question] === value ? null : value };
}
