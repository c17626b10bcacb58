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

/** Of a whole moment: its client, as its lines make them. */
export type ClientOfMoment = 'voluntary' | 'involuntary' | 'mixed';
export const clientAtCounter: Record<ClientOfMoment, Message> = {
  voluntary: m.word_relationship_counter_voluntary,
  involuntary: m.word_relationship_counter_obligation,
  mixed: m.word_relationship_mixed,
};
export const clientWord: Record<ClientOfMoment, Message> = {
  voluntary: m.word_relationship_voluntary,
  involuntary: m.word_client_involuntary,
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

export const STAGES = ['before_greeting', 'during_preparation', 'during_service'] as const;
export type Stage = (typeof STAGES)[number];
export const stageWord: Record<Stage, Message> = {
  before_greeting: m.word_stage_before_greeting,
  during_preparation: m.word_stage_during_preparation,
  during_service: m.word_stage_during_service,
};

export const WAIT_BANDS = ['under_5', '5_to_15', '15_to_25', 'over_25', 'unknown'] as const;
export type WaitBand = (typeof WAIT_BANDS)[number];
export const waitBandWord: Record<WaitBand, Message> = {
  under_5: m.word_wait_band_under_5,
  '5_to_15': m.word_wait_band_5_to_15,
  '15_to_25': m.word_wait_band_15_to_25,
  over_25: m.word_wait_band_over_25,
  unknown: m.word_wait_band_unknown,
};

export const INTERPRETERS = ['none', 'staff', 'professional', 'companion_adult', 'companion_minor'] as const;
export type Interpreter = (typeof INTERPRETERS)[number];
export const interpreterWord: Record<Interpreter, Message> = {
  none: m.word_interpreter_none,
  staff: m.word_interpreter_staff,
  professional: m.word_interpreter_professional,
  companion_adult: m.word_interpreter_companion_adult,
  companion_minor: m.word_interpreter_companion_minor,
};

export const CONTACTS = ['1', '2', '3_or_more', 'unknown'] as const;
export type ContactNo = (typeof CONTACTS)[number];
export const contactWord: Record<ContactNo, Message> = {
  '1': m.word_contact_1,
  '2': m.word_contact_2,
  '3_or_more': m.word_contact_3_or_more,
  unknown: m.word_contact_unknown,
};

export const LEVELS = ['federal', 'provincial_territorial', 'municipal', 'indigenous', 'other'] as const;
export type Level = (typeof LEVELS)[number];
export const levelWord: Record<Level, Message> = {
  federal: m.word_level_federal,
  provincial_territorial: m.word_level_provincial_territorial,
  municipal: m.word_level_municipal,
  indigenous: m.word_level_indigenous,
  other: m.word_level_other,
};

export const REFERRAL_KINDS = ['information_only', 'appointment_made', 'warm_handover', 'done_here_for_them'] as const;
export type ReferralKind = (typeof REFERRAL_KINDS)[number];
export const referralKindWord: Record<ReferralKind, Message> = {
  information_only: m.word_referral_kind_information_only,
  appointment_made: m.word_referral_kind_appointment_made,
  warm_handover: m.word_referral_kind_warm_handover,
  done_here_for_them: m.word_referral_kind_done_here_for_them,
};

export const OFFER_ANSWERS = ['accepted', 'not_needed', 'already_has'] as const;
export type OfferAnswer = (typeof OFFER_ANSWERS)[number];
export const offerAnswerWord: Record<OfferAnswer, Message> = {
  accepted: m.word_offer_accepted,
  not_needed: m.word_offer_not_needed,
  already_has: m.word_offer_already_has,
};

export const LIFE_EVENTS = ['birth', 'death', 'move', 'job_loss', 'arrival', 'retirement', 'business_start', 'disability', 'other'] as const;
export type LifeEvent = (typeof LIFE_EVENTS)[number];
export const lifeEventWord: Record<LifeEvent, Message> = {
  birth: m.word_life_event_birth,
  death: m.word_life_event_death,
  move: m.word_life_event_move,
  job_loss: m.word_life_event_job_loss,
  arrival: m.word_life_event_arrival,
  retirement: m.word_life_event_retirement,
  business_start: m.word_life_event_business_start,
  disability: m.word_life_event_disability,
  other: m.word_life_event_other,
};

export const INTERESTS = ['safety', 'another_person', 'public_funds', 'environment', 'equal_treatment', 'privacy_of_others', 'other'] as const;
export type Interest = (typeof INTERESTS)[number];
export const interestWord: Record<Interest, Message> = {
  safety: m.word_interest_safety,
  another_person: m.word_interest_another_person,
  public_funds: m.word_interest_public_funds,
  environment: m.word_interest_environment,
  equal_treatment: m.word_interest_equal_treatment,
  privacy_of_others: m.word_interest_privacy_of_others,
  other: m.word_interest_other,
};

export const FEEDBACKS = ['complaint', 'compliment', 'suggestion'] as const;
export type Feedback = (typeof FEEDBACKS)[number];
export const feedbackWord: Record<Feedback, Message> = {
  complaint: m.word_feedback_complaint,
  compliment: m.word_feedback_compliment,
  suggestion: m.word_feedback_suggestion,
};

export const WITHDRAW_REASONS = ['client_gone', 'safety', 'language', 'disability', 'other'] as const;
export type WithdrawReason = (typeof WITHDRAW_REASONS)[number];
export const withdrawReasonWord: Record<WithdrawReason, Message> = {
  client_gone: m.word_withdraw_client_gone,
  safety: m.word_withdraw_safety,
  language: m.word_withdraw_language,
  disability: m.word_withdraw_disability,
  other: m.word_withdraw_other,
};

export const STANDINGS = ['citizen', 'potential_citizen', 'foreign_business', 'foreign_professional', 'foreign_personal', 'organization'] as const;
export type Standing = (typeof STANDINGS)[number];
export const standingWord: Record<Standing, Message> = {
  citizen: m.word_standing_citizen,
  potential_citizen: m.word_standing_potential_citizen,
  foreign_business: m.word_standing_foreign_business,
  foreign_professional: m.word_standing_foreign_professional,
  foreign_personal: m.word_standing_foreign_personal,
  organization: m.word_standing_organization,
};

export const ORIGINS = ['live', 'entered_after', 'imported', 'cli'] as const;
export type Origin = (typeof ORIGINS)[number];
export const originWord: Record<Origin, Message> = {
  live: m.word_origin_live,
  entered_after: m.word_origin_entered_after,
  imported: m.word_origin_imported,
  cli: m.word_origin_cli,
};

export const TIME_SOURCES = ['live', 'started_late', 'entered_after', 'inaccurate'] as const;
export type TimeSource = (typeof TIME_SOURCES)[number];
export const timeSourceWord: Record<TimeSource, Message> = {
  live: m.word_time_source_live,
  started_late: m.word_time_source_started_late,
  entered_after: m.word_time_source_entered_after,
  inaccurate: m.word_time_source_inaccurate,
};

export const RATING_STATES = ['rated', 'declined', 'no_answer', 'not_invited', 'withdrawn'] as const;
export type RatingState = (typeof RATING_STATES)[number];
export const ratingStateWord: Record<RatingState, Message> = {
  rated: m.word_rating_state_rated,
  declined: m.word_rating_state_declined,
  no_answer: m.word_rating_state_no_answer,
  not_invited: m.word_rating_state_not_invited,
  withdrawn: m.word_rating_state_withdrawn,
};

export const RATING_SOURCES = ['client_screen', 'paper', 'told_staff', 'staff_estimate'] as const;
export type RatingSource = (typeof RATING_SOURCES)[number];
export const ratingSourceWord: Record<RatingSource, Message> = {
  client_screen: m.word_rating_source_client_screen,
  paper: m.word_rating_source_paper,
  told_staff: m.word_rating_source_told_staff,
  staff_estimate: m.word_rating_source_staff_estimate,
};

export const VOID_REASONS = ['mistake', 'duplicate', 'test', 'undo', 'other'] as const;
export type VoidReason = (typeof VOID_REASONS)[number];
export const voidReasonWord: Record<VoidReason, Message> = {
  mistake: m.word_void_reason_mistake,
  duplicate: m.word_void_reason_duplicate,
  test: m.word_void_reason_test,
  undo: m.word_void_reason_undo,
  other: m.word_void_reason_other,
};
