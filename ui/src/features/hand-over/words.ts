/** Why a file was not taken, and what to do about it; sizes of files. */
import { m } from '@/i18n';
import { number } from '@/shared/format';

type Why = { why: () => string; todo: () => string };

const stranger = { why: m.hand_over_why_stranger, todo: m.hand_over_todo_stranger };
const other = { why: m.hand_over_why_other, todo: m.hand_over_todo_other };

const whyOf: Record<string, Why> = {
  damaged: { why: m.hand_over_why_damaged, todo: m.hand_over_todo_damaged },
  not_for_us: { why: m.hand_over_why_not_for_us, todo: m.hand_over_todo_not_for_us },
  newer: { why: m.hand_over_why_newer, todo: m.hand_over_todo_newer },
  foreign_office: stranger,
  unknown_workstation: stranger,
  signature: stranger,
  destination: { why: m.hand_over_why_destination, todo: m.hand_over_todo_destination },
  retired: { why: m.hand_over_why_was_retired, todo: m.hand_over_todo_was_retired },
  fork: { why: m.hand_over_why_fork, todo: m.hand_over_todo_fork },
};

/** In a sentence each. A reason that is not known here is one that no bundle has. */
export function whyWords(reason: string): { why: string; todo: string } {
  const { why, todo } = whyOf[reason] ?? other;
  return { why: why(), todo: todo() };
}

/** "12 KB", "1.4 MB" */
export function size(kilobytes: number): string {
  if (kilobytes < 1000) return m.hand_over_kilobytes({ size: number(kilobytes) });
  const megabytes = kilobytes / 1024;
  return m.hand_over_megabytes({ size: number(megabytes, megabytes < 100 ? 1 : 0) });
}
