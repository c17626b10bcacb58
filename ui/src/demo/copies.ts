/** Invented copies of the records; one is made when asked for. */
import type { BackupItem, BackupsView, RecoveryView } from '@/api';
import type { Commands } from '@/platform/fake';

const copy = (number: number, made_at: string, some: Partial<BackupItem> = {}): BackupItem => ({
  name: `00000${number}`, number, made_at, entries: 18_000 + number, size: 41_300, second: false, ...some,
});
const well = (at: string) => ({ at, error: null });

/** The log of the records was lost in a power cut; a copy had some of it. */
export const putBack: RecoveryView = {
  at: '2026-11-24T08:31:00-05:00', copy_made_at: '2026-11-23T16:42:00-05:00', taken_over: 12, missing: [{ from: 18_050, to: 18_052 }], lost: 3, exact: true,
  whole_to: 18_049, quarantine: '20261124T133100Z-1', read: false,
};

export function copiesDesk(recoveries: RecoveryView[] = []): Commands {
  let view: BackupsView = {
    copies: [copy(9, '2026-11-24T12:02:00-05:00'), copy(8, '2026-11-23T16:42:00-05:00'), copy(8, '2026-11-23T16:42:00-05:00', { second: true })],
    entries_since: 14, second_folder: '/media/office/copies', copy: well('2026-11-24T12:02:00-05:00'), second: { at: '2026-11-24T12:02:00-05:00', error: 'file_unwritable' },
    pages: well('2026-11-24T08:31:00-05:00'), proof: well('2026-11-20T08:40:00-05:00'), rehearsal: null, recoveries,
  };
  const changed = (change: Partial<BackupsView>) => (view = { ...view, ...change });
  return {
    backups: () => view,
    back_up_now: () => changed({ copies: [copy(10, '2026-11-24T14:03:00-05:00'), ...view.copies], entries_since: 0 }),
    choose_second_folder: () => changed({ second_folder: '/media/office/copies' }),
    no_second_folder: () => changed({ second_folder: null, second: null }),
    restore_copy: () => changed({ recoveries: [putBack, ...view.recoveries] }),
    recovery_read: () => changed({ recoveries: view.recoveries.map((told) => ({ ...told, read: true })) }),
  };
}
