/** A follow-up in words: what it is about, whose it is, and each step that was taken. */
import type { FollowUpAct, FollowUpItem, FollowUpView } from '@/api';
import { inLocale, m, type Message } from '@/i18n';
import { isoDate, time } from '@/shared/format';
import { followUpStatusWord } from '@/shared/follow-up-words';

type About = Pick<FollowUpItem, 'office_day' | 'hour' | 'name_en' | 'name_fr' | 'rule'>;

/** The service; of an enquiry, and of a whole day, that it is one. */
export function aboutOf(item: About): string {
  if (item.rule === 'low_ratings') return m.follow_ups_whole_day();
  return inLocale({ en: item.name_en, fr: item.name_fr }) || m.moment_quick_enquiry();
}

/** The day, and the hour where one is known; nothing finer, which would tell who served. */
export function whenOf({ office_day, hour }: Pick<About, 'office_day' | 'hour'>): string {
  if (hour === null) return isoDate(office_day);
  return m.follow_ups_at_hour({ day: isoDate(office_day), hour: time(`${office_day}T${String(hour).padStart(2, '0')}:00:00`) });
}

export function ownerOf(item: Pick<FollowUpItem, 'owner' | 'owner_name' | 'owner_gone' | 'mine'>): string {
  if (item.owner === null) return m.follow_ups_nobody();
  if (item.mine) return m.cases_owner_me();
  if (item.owner_name === null) return m.follow_ups_someone();
  return item.owner_gone ? m.follow_ups_owner_gone({ name: item.owner_name }) : item.owner_name;
}

/** What one entry did, the main thing first. Why somebody opened who served stands with the openings. */
export function stepsOf(act: FollowUpAct): string[] {
  const owner = act.owner && (act.owner.staff === null ? m.follow_ups_at_no_owner() : m.follow_ups_at_owner({ name: act.owner.name ?? m.follow_ups_someone() }));
  const status = act.status && (act.reopened ? m.follow_ups_at_reopened() : m.follow_ups_at_status({ status: followUpStatusWord[act.status]() }));
  const due = act.due === null ? null : act.due === '' ? m.follow_ups_at_due_usual() : m.follow_ups_at_due({ day: act.due });
  const changes = act.changes_how_we_serve === null ? null : act.changes_how_we_serve ? m.follow_ups_at_changes() : m.follow_ups_at_no_changes();
  const said = [
    act.replied && m.follow_ups_at_replied(),
    act.author_opened && m.follow_ups_at_author(),
    owner,
    act.done && m.follow_ups_at_done(),
    due,
    status,
    changes,
    act.words && m.follow_ups_at_words(),
    act.erased && m.follow_ups_at_erased(),
  ].filter((each) => typeof each === 'string');
  return said.length > 0 ? said : [m.follow_ups_at_changed()];
}

/** The texts of the sheet, each with its name in the record. */
export const SHEET_TEXTS = ['you_said_en', 'you_said_fr', 'we_did_en', 'we_did_fr'] as const;
export type SheetText = (typeof SHEET_TEXTS)[number];
export const sheetTextWord: Record<SheetText, Message> = {
  you_said_en: m.follow_ups_you_said_en,
  you_said_fr: m.follow_ups_you_said_fr,
  we_did_en: m.follow_ups_we_did_en,
  we_did_fr: m.follow_ups_we_did_fr,
};

export function sheetTextsOf(view: FollowUpView): Record<SheetText, string> {
  return { you_said_en: view.you_said_en ?? '', you_said_fr: view.you_said_fr ?? '', we_did_en: view.we_did_en ?? '', we_did_fr: view.we_did_fr ?? '' };
}
