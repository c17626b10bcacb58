/** An invented office and its staff; what is saved holds until the page is loaded again. */
import type { ActItem, ActsFilter, GoingOn, OfficeForm, OfficeView, PinReset, RetentionView, StaffForm, StaffItem, StaffSaved } from '@/api';
import type { Commands } from '@/platform/fake';

let view: OfficeView = {
  office: {
    name_en: 'Iqaluit Service Centre',
    name_fr: 'Centre de services d’Iqaluit',
    organization_en: 'Employment and Social Development Canada',
    organization_fr: 'Emploi et Développement social Canada',
    time_zone: 'America/Iqaluit',
    languages: ['en', 'fr', 'iu'],
    invite_one_in: 2,
    questions: ['fairness', 'confidence', 'need_met'],
    screen_threshold: 5,
    staff_threshold: 3,
    client_timeout_seconds: 90,
    idle_lock_minutes: 10,
    standing_recorded: false,
    party_recorded: true,
    keep: { texts: 30, records: 730, audit: 2557 },
    notice: { purpose_en: '', purpose_fr: '', authority_en: '', authority_fr: '', contact_en: '', contact_fr: '', on_card: false },
  },
  workstation: 'Counter 2',
  workstations: ['Counter 1', 'Mobile outreach'],
  key_slots: ['keystore', 'keystore', 'recovery_code'],
  entries: 18432,
  started_at: '2026-04-01T08:30:00-05:00',
};

const person = (id: string, name: string, some: Partial<StaffItem> = {}): StaffItem => ({
  id, name, roles: ['counter'], active: true, signed_in_today: false, has_short_pin: true, language: null, ...some,
});

let staff: StaffItem[] = [
  person('demo', 'Noor S.', { roles: ['counter', 'supervisor', 'administrator'] }),
  person('2', 'Amaruq P.'),
  person('5', 'Ruth C.', { roles: ['administrator'] }),
  person('3', 'Élise Tremblay-Desrochers', { roles: ['counter', 'supervisor'], language: 'fr' }),
  person('4', 'Joseph K.', { active: false }),
];

const going: GoingOn[] = [
  { part: 'texts', on: '2026-12-18', n: 14 },
  { part: 'texts', on: '2026-12-21', n: 9 },
];
let retention: RetentionView = {
  keep: view.office.keep, today: '2026-11-24', clock_in_doubt: false, last_run: '2026-11-24T08:35:00-05:00', going, kept_longer: [],
};

const act = (id: number, at: string, action: ActItem['action'], subject = '', detail = '', name = 'Noor S.'): ActItem => ({
  id: String(id), at: `2026-11-${at}:00-05:00`, action, by: action?.endsWith('_refused') || action === 'locked_out' ? { who: 'app' } : { who: 'person', name }, subject, detail,
});

const acts: ActItem[] = [
  act(9, '24T16:42', 'exported', 'day 2026-11-24 public', 'xlsx'),
  act(8, '24T15:10', 'rights_renewed'),
  act(7, '24T13:31', 'not_permitted', 'supervisor', '2', 'Amaruq P.'),
  act(6, '24T13:05', 'locked_out', 'Amaruq P.', '30'),
  act(5, '24T13:05', 'sign_in_refused', 'Amaruq P.', '5'),
  act(4, '24T09:12', 'pin_reset', 'Élise Tremblay-Desrochers', 'Ruth C.'),
  act(3, '24T09:02', 'staff_changed', 'Élise Tremblay-Desrochers', 'language roles'),
  act(2, '24T08:58', 'signed_in'),
  act(1, '23T16:30', null),
];

export const officeDesk: Commands = {
  retention: () => retention,
  retention_preview: () => going,
  confirm_date: () => retention,
  keep_longer: ({ form }) => {
    const { part, until, reason } = form as { part: GoingOn['part']; until: string; reason: string };
    retention = { ...retention, kept_longer: [...retention.kept_longer, { part, through: retention.today, until, reason }] };
    return retention;
  },
  redaction_preview: () => ({ confirm: 'J4', parts: [{ field: 'note', n: 1 }], entries: 1, leaves_the_figures: false }),
  redact: () => ({ parts: 1 }),
  acts: ({ filter }) => {
    const { kind, date } = filter as ActsFilter;
    return { acts: acts.filter(({ at }) => !date || at.startsWith(date)).filter(({ action }) => !kind || (kind === 'refusals') === (action !== null && /refused|locked|permitted/.test(action))), after: null };
  },
  reset_pin: ({ reset }) => {
    const { own_pin, second_pin } = reset as PinReset;
    const wrong = own_pin !== 'tundra-lichen' ? 'own_pin' : second_pin !== 'tundra-lichen' ? 'second_pin' : undefined;
    if (wrong) throw { code: 'wrong_pin', field: wrong, data: {} };
    return { name: '', pin: '482193' };
  },
  office: () => view,
  save_office: ({ form }) => {
    const office = form as OfficeForm;
    if (office.name_en.trim() === '') throw { code: 'invalid', field: 'name_en', data: { problem: 'missing' } };
    if (office.client_timeout_seconds < 60) throw { code: 'invalid', field: 'client_timeout_seconds', data: { problem: 'out_of_range' } };
    view = { ...view, office };
    return office;
  },
  time_zones: () => ['America/Halifax', 'America/Iqaluit', 'America/Rankin_Inlet', 'America/St_Johns', 'America/Toronto', 'America/Vancouver', 'America/Winnipeg'],
  staff: () => staff,
  save_staff: ({ form }): StaffSaved => {
    const { id, pin, issue_pin, ...rest } = form as StaffForm;
    if (staff.some((each) => each.id !== id && each.name === rest.name)) throw { code: 'invalid', field: 'name', data: { problem: 'not_together' } };
    const saved = person(id ?? String(staff.length + 1), rest.name, { ...rest, language: rest.language ?? null });
    staff = [...staff.filter((each) => each.id !== id), saved];
    return { staff: saved, issued_pin: !pin && (!id || issue_pin) ? '482193' : null };
  },
};
