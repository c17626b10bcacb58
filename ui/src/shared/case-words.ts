/** The closed sets of cases, in the order in which they are shown, and each value's word on the screen. */
import { m, type Message } from '@/i18n';
import { OUTCOMES, outcomeWord } from './words';

export const OPEN_CASE_STATUSES = ['open', 'waiting_for_client', 'waiting_for_other'] as const;
export const CASE_ENDS = ['met', 'not_met', 'mistake'] as const;
export type CaseStatus = (typeof OPEN_CASE_STATUSES)[number] | (typeof CASE_ENDS)[number];
export const caseStatusWord: Record<CaseStatus, Message> = {
  open: m.word_case_status_open,
  waiting_for_client: m.word_case_status_waiting_for_client,
  waiting_for_other: m.word_case_status_waiting_for_other,
  met: m.word_case_status_met,
  not_met: m.word_case_status_not_met,
  mistake: m.word_case_status_mistake,
};

export const CASE_STEPS = ['opened', 'enquiry', ...OUTCOMES, 'waiting_for_client', 'waiting_for_other'] as const;
export type CaseStep = (typeof CASE_STEPS)[number];
export const caseStepWord: Record<CaseStep, Message> = {
  ...outcomeWord,
  opened: m.word_case_step_opened,
  enquiry: m.word_case_step_enquiry,
  waiting_for_client: m.word_case_status_waiting_for_client,
  waiting_for_other: m.word_case_status_waiting_for_other,
};

export const AGE_BANDS = ['0_to_7', '8_to_30', '31_to_90', 'over_90'] as const;
export type AgeBand = (typeof AGE_BANDS)[number];
export const ageBandWord: Record<AgeBand, Message> = {
  '0_to_7': m.word_age_0_to_7,
  '8_to_30': m.word_age_8_to_30,
  '31_to_90': m.word_age_31_to_90,
  over_90: m.word_age_over_90,
};
