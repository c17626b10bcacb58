/** What opens a follow-up, and where one stands, in words. */
import { m, type Message } from '@/i18n';

export const FOLLOW_UP_RULES = ['complaint', 'refusal_without_recourse', 'third_contact', 'flagged_note', 'low_rating', 'low_ratings'] as const;
export type FollowUpRule = (typeof FOLLOW_UP_RULES)[number];
export const followUpRuleWord: Record<FollowUpRule, Message> = {
  complaint: m.word_follow_up_complaint,
  refusal_without_recourse: m.word_follow_up_refusal_without_recourse,
  third_contact: m.word_follow_up_third_contact,
  flagged_note: m.word_follow_up_flagged_note,
  low_rating: m.word_follow_up_low_rating,
  low_ratings: m.word_follow_up_low_ratings,
};

export const FOLLOW_UP_STATUSES = ['new', 'acknowledged', 'acted', 'closed'] as const;
export type FollowUpStatus = (typeof FOLLOW_UP_STATUSES)[number];
export const followUpStatusWord: Record<FollowUpStatus, Message> = {
  new: m.word_follow_up_status_new,
  acknowledged: m.word_follow_up_status_acknowledged,
  acted: m.word_follow_up_status_acted,
  closed: m.word_follow_up_status_closed,
};
