/**
 * What stands on the buttons of each question, with the key that chooses it on a number pad: on the client's screen, and
 * where a paper card is entered.
 */
import { m, type Message } from '@/i18n';
import type { RotatedQuestion } from '@/api/client';
import type { IconName } from '@/shared/components';
import {
  agreementWord, confidenceWord, DRIVERS, NEED_MET, needMetWord, SCORES, type Driver, type NeedMet, type Score,
} from '@/shared/words';

export type Value = Score | Driver | NeedMet | 'not_applicable' | 'nothing';
export type Option<V extends Value = Value> = { value: V; key: string; label: Message; icon?: IconName };

/** In plain words; reports use the drivers' short names. */
const driverLabel: Record<Driver, Message> = {
  timeliness: m.client_driver_timeliness,
  knowledge: m.client_driver_knowledge,
  courtesy: m.client_driver_courtesy,
  fairness: m.client_driver_fairness,
  outcome: m.client_driver_outcome,
  ease_of_access: m.client_driver_ease_of_access,
  information: m.client_driver_information,
  language: m.client_driver_language,
};

const driverIcon: Record<Driver, IconName> = {
  timeliness: 'clock',
  knowledge: 'bulb',
  courtesy: 'smile',
  fairness: 'scales',
  outcome: 'done',
  ease_of_access: 'door',
  information: 'info',
  language: 'globe',
};

export const driverOptions: Option<Driver>[] = DRIVERS.map((driver, index) => ({
  value: driver,
  key: String(index + 1),
  label: driverLabel[driver],
  icon: driverIcon[driver],
}));

const scale = (word: Record<1 | 2 | 3 | 4 | 5, Message>): Option[] =>
  SCORES.map((score) => ({ value: score, key: String(score), label: word[score] }));

export const rotated: Record<RotatedQuestion, { question: Message; options: Option[]; apart?: Option }> = {
  fairness: {
    question: m.client_question_fairness,
    options: scale(agreementWord),
    apart: { value: 'not_applicable', key: '0', label: m.client_not_applicable },
  },
  confidence: { question: m.client_question_confidence, options: scale(confidenceWord) },
  priority: {
    question: m.client_question_priority,
    options: driverOptions,
    apart: { value: 'nothing', key: '0', label: m.client_nothing },
  },
  need_met: {
    question: m.client_question_need_met,
    options: NEED_MET.map((value, index) => ({ value, key: String(index + 1), label: needMetWord[value] })),
  },
};

export const ASSISTED = ['no', 'companion', 'interpreter', 'staff'] as const;
export type Assisted = (typeof ASSISTED)[number];
/** Who helped the client to answer. */
export const assistedWord: Record<Assisted, Message> = {
  no: m.word_assisted_no,
  companion: m.word_assisted_companion,
  interpreter: m.word_assisted_interpreter,
  staff: m.word_assisted_staff,
};
