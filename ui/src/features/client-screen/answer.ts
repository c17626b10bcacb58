/** What a client may answer, as plain rules: no window, no timer. */
import type { ClientAnswer, RotatedQuestion } from '@/api/client';
import type { Value } from '@/moment/questions';
import type { Driver, Score } from '@/shared/words';

export type { Value };

/** The pages of one invitation, in order. */
export type Page = 'overall' | 'drivers' | 'rotated';

export function pagesOf(question: RotatedQuestion | null): Page[] {
  return question === null ? ['overall', 'drivers'] : ['overall', 'drivers', 'rotated'];
}

/** 1 to 3 asks what could have been better, 4 and 5 what went well. */
export function wentWell(score: Score): boolean {
  return score >= 4;
}

/** Scores at which a client is told whom to ask for. */
const RECOURSE_UP_TO = 2;

/** Whoever is dissatisfied may have it put right here and now. */
export function hasRecourse({ overall }: ClientAnswer): boolean {
  return overall !== null && overall <= RECOURSE_UP_TO;
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
