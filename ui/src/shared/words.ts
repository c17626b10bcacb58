/**
 * The closed sets of the domain, in the order in which they are shown, and each value's word on the screen.
 * A value that has no word does not compile.
 */
import { m, type Message } from '@/i18n';

export const DRIVERS = ['timeliness', 'knowledge', 'courtesy', 'fairness', 'outcome', 'ease_of_access', 'information', 'language'] as const;
export type Driver = (typeof DRIVERS)[number];
export const driverWord: Record<Driver, Message> = {
  timeliness: m.word_driver_timeliness,
  knowledge: m.word_driver_knowledge,
  courtesy: m.word_driver_courtesy,
  fairness: m.word_driver_fairness,
  outcome: m.word_driver_outcome,
  ease_of_access: m.word_driver_ease_of_access,
  information: m.word_driver_information,
  language: m.word_driver_language,
};

export const SCORES = [1, 2, 3, 4, 5] as const;
export type Score = (typeof SCORES)[number];
export const satisfactionWord: Record<Score, Message> = {
  1: m.word_satisfaction_1,
  2: m.word_satisfaction_2,
  3: m.word_satisfaction_3,
  4: m.word_satisfaction_4,
  5: m.word_satisfaction_5,
};
export const agreementWord: Record<Score, Message> = {
  1: m.word_agreement_1,
  2: m.word_agreement_2,
  3: m.word_agreement_3,
  4: m.word_agreement_4,
  5: m.word_agreement_5,
};
export const confidenceWord: Record<Score, Message> = {
  1: m.word_confidence_1,
  2: m.word_confidence_2,
  3: m.word_confidence_3,
  4: m.word_confidence_4,
  5: m.word_confidence_5,
};

export const NEED_MET = ['yes', 'partly', 'no'] as const;
export type NeedMet = (typeof NEED_MET)[number];
export const needMetWord: Record<NeedMet, Message> = {
  yes: m.word_need_met_yes,
  partly: m.word_need_met_partly,
  no: m.word_need_met_no,
};

export const ROLES = ['counter', 'supervisor', 'administrator'] as const;
export type Role = (typeof ROLES)[number];
export const roleWord: Record<Role, Message> = {
  counter: m.word_role_counter,
  supervisor: m.word_role_supervisor,
  administrator: m.word_role_administrator,
};

export const RELATIONSHIPS = ['voluntary', 'involuntary_obligation', 'involuntary_rights_of_others'] as const;
export type Relationship = (typeof RELATIONSHIPS)[number];
/** On the counter, which a client may see. */
export const relationshipAtCounter: Record<Relationship, Message> = {
  voluntary: m.word_relationship_counter_voluntary,
  involuntary_obligation: m.word_relationship_counter_obligation,
  involuntary_rights_of_others: m.word_relationship_counter_rights_of_others,
};
/** In review, trends, exports and documents. */
export const relationshipWord: Record<Relationship | 'mixed', Message> = {
  voluntary: m.word_relationship_voluntary,
  involuntary_obligation: m.word_relationship_obligation,
  involuntary_rights_of_others: m.word_relationship_rights_of_others,
  mixed: m.word_relationship_mixed,
};

export const OUTCOMES = ['served', 'partly_served', 'referred', 'turned_away', 'left'] as const;
export type Outcome = (typeof OUTCOMES)[number];
export const outcomeWord: Record<Outcome, Message> = {
  served: m.word_outcome_served,
  partly_served: m.word_outcome_partly_served,
  referred: m.word_outcome_referred,
  turned_away: m.word_outcome_turned_away,
  left: m.word_outcome_left,
};

export const CHANNELS = ['in_person', 'phone', 'video', 'mobile_outreach', 'written'] as const;
export type Channel = (typeof CHANNELS)[number];
export const channelWord: Record<Channel, Message> = {
  in_person: m.word_channel_in_person,
  phone: m.word_channel_phone,
  video: m.word_channel_video,
  mobile_outreach: m.word_channel_mobile_outreach,
  written: m.word_channel_written,
};

export const BARRIERS = [
  'wrong_office', 'missing_document', 'not_eligible', 'unclear_information', 'hours', 'wait', 'language',
  'disability_access', 'digital_access', 'cost', 'distance', 'system_down', 'other',
] as const;
export type Barrier = (typeof BARRIERS)[number];
export const barrierWord: Record<Barrier, Message> = {
  wrong_office: m.word_barrier_wrong_office,
  missing_document: m.word_barrier_missing_document,
  not_eligible: m.word_barrier_not_eligible,
  unclear_information: m.word_barrier_unclear_information,
  hours: m.word_barrier_hours,
  wait: m.word_barrier_wait,
  language: m.word_barrier_language,
  disability_access: m.word_barrier_disability_access,
  digital_access: m.word_barrier_digital_access,
  cost: m.word_barrier_cost,
  distance: m.word_barrier_distance,
  system_down: m.word_barrier_system_down,
  other: m.word_barrier_other,
};
