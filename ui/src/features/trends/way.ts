import { m } from '@/i18n';

/** Of a whole moment: who sent the client here, and where they were sent on. */
export type Way = 'straight' | 'sent_here' | 'sent_on' | 'sent_here_and_on';
export const wayWord: Record<Way, () => string> = {
  straight: m.word_way_straight,
  sent_here: m.word_way_sent_here,
  sent_on: m.word_way_sent_on,
  sent_here_and_on: m.word_way_sent_here_and_on,
};
