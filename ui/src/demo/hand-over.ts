/** Invented workstations, files and sticks: `/?hand_over=alone`, `&hand_over=refused`, `&hand_over=pulled`. */
import type { HandOverView, StickView, WorkstationView } from '@/api';
import type { Commands } from '@/platform/fake';

const workstation = (letter: string, label: string, some: Partial<WorkstationView> = {}): WorkstationView => ({
  id: label, label, letter, here: false, retired: false, entries: 0, arrived_at: null, has: null, said_at: null, ...some,
});

const office: HandOverView = {
  takes_part: true,
  invites: true,
  workstations: [
    workstation('A', 'Counter 1', { here: true, entries: 1204, arrived_at: '2026-11-24T14:02:00-05:00' }),
    workstation('B', 'Counter 2', { entries: 988, arrived_at: '2026-11-24T13:40:00-05:00', has: 1204, said_at: '2026-11-24T13:38:00-05:00' }),
    workstation('C', 'Mobile outreach', { entries: 310, arrived_at: '2026-11-20T16:31:00-05:00', has: 960, said_at: '2026-11-20T16:30:00-05:00' }),
    workstation('D', 'Counter 3'),
    workstation('E', 'Old counter', { entries: 87, arrived_at: '2026-06-02T09:00:00-04:00', has: 120, said_at: '2026-06-02T09:00:00-04:00', retired: true }),
  ],
  centre: { name: 'Service Canada', has: 1100, said_at: '2026-11-23T22:10:00-05:00' },
  outbox: { bundles: 3, kilobytes: 145, written: 1204, sealed_for_office: 1204, sealed_for_centre: 1204, sealed_at: '2026-11-24T13:45:00-05:00' },
  waiting: 1,
  refused: [],
};

const alone: HandOverView = {
  ...office, takes_part: false, workstations: [office.workstations[0]!], centre: null, waiting: 0,
  outbox: { bundles: 0, kilobytes: 0, written: 1204, sealed_for_office: 0, sealed_for_centre: 0, sealed_at: null },
};

const refused = [
  { name: '01…-1-40.bundle', reason: 'damaged', at: '2026-11-24T13:50:00-05:00' },
  { name: 'holiday.jpg', reason: 'not_a_bundle', at: '2026-11-24T13:50:00-05:00' },
];

const stick: StickView = { folder: '/media/stick', removable: true, free_kilobytes: 27_734_375, known: true, written_at: '2026-11-20T16:32:00-05:00', read_at: null };

export function handOverDesk(as: string | null = null): Commands {
  let view: HandOverView = as === 'alone' ? alone : as === 'elsewhere' ? { ...office, invites: false } : as === 'refused' ? { ...office, refused } : office;
  const pulled = () => {
    if (as === 'pulled') throw { code: 'file_unwritable', field: null, data: {} };
  };
  return {
    handing_over: () => view,
    sticks: () => (as === 'alone' ? [] : [stick]),
    write_stick: () => (pulled(), { bundles: 3, already: 12 }),
    read_stick: () => (pulled(), { bundles: 2, entries: 14, waiting: 0, refused: as === 'refused' ? 1 : 0 }),
    stick_progress: () => ({ taking_in: false, done: 2, of: 5 }),
    stop_stick: () => null,
    invite_workstation: ({ label }) => {
      if (String(label).trim() === '') throw { code: 'invalid', field: 'label', data: { problem: 'missing' } };
      view = { ...view, takes_part: true, workstations: [...view.workstations, workstation('F', String(label))] };
      return { workstation: label, letter: 'F', file: `${String(label)}.moments-join`, passphrase: '8KQT-3F0M-XW7P-V2HJ-94ZN-DC6R-B1YE' };
    },
    rename_workstation: ({ id, label }) => (view = { ...view, workstations: view.workstations.map((each) => (each.id === id ? { ...each, label: String(label) } : each)) }),
    save_recovery_kit: () => ({ file: 'office.moments-kit', passphrase: '8KQT-3F0M-XW7P-V2HJ-94ZN-DC6R-B1YE' }),
    take_recovery_kit: () => (view = { ...view, invites: true }),
    retire_workstation: ({ id }) => (view = { ...view, workstations: view.workstations.map((each) => (each.id === id ? { ...each, retired: true } : each)) }),
    save_office_card: () => 'office-card.json',
    choose_centre: () => {
      throw { code: 'invalid', field: 'card', data: { problem: 'unknown' } };
    },
  };
}
