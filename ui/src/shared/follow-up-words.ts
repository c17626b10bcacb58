/** What opens a follow-up, in words. */
import { m, type Message } from '@/i18n';

export const FOLLOW_UP_RULES = ['complaint', 'third_contact'] as const;
export type FollowUpRule = (typeof FOLLOW_UP_RULES)[number];
export const followUpRuleWord: Record<FollowUpRule, Message> = {
  complaint: m.word_follow_up_complaint,
  third_contact: m.word_follow_up_third_contact,
};
