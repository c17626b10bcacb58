/** A step of a case in words, each with what it set. */
import type { CaseAct, TimelineItem, Visit } from '@/api';
import { inLocale, m } from '@/i18n';
import { organizationOf } from '@/moment/case';
import type { IconName } from '@/shared/components';
import { caseStatusWord } from '@/shared/case-words';
import { channelWord, clientAtCounter, outcomeWord, referralKindWord } from '@/shared/words';

export type StepInWords = { id: string; at: string; icon: IconName; what: string; details: string[]; voided: boolean };

export function stepInWords(item: TimelineItem): StepInWords {
  return item.kind === 'visit' ? visitInWords(item) : actInWords(item);
}

function visitInWords(visit: Visit): StepInWords {
  const services = visit.services.map((service) =>
    m.moment_recorded({ name: inLocale({ en: service.name_en, fr: service.name_fr }), value: outcomeWord[service.outcome]() }),
  );
  return {
    id: visit.moment,
    at: visit.at,
    icon: 'counter',
    what: visit.outcome === null ? m.cases_at_enquiry() : m.cases_at_visit(),
    details: [
      ...services,
      ...(visit.client ? [clientAtCounter[visit.client]()] : []),
      m.cases_at_place({ place: visit.workstation, channel: channelWord[visit.channel]() }),
      ...(visit.own ? [m.cases_at_own()] : []),
      ...(visit.voided ? [m.cases_at_voided()] : []),
    ],
    voided: visit.voided,
  };
}

function actInWords(act: CaseAct): StepInWords {
  const said = [...endsAndBeginnings(act), ...ownerAndPlace(act), ...whatIsNext(act)];
  const [what = m.cases_at_erased(), ...details] = said;
  return {
    id: act.entry,
    at: act.at,
    icon: act.opened || act.reopened ? 'folder' : isClosing(act) ? 'done' : act.owner || act.handed_to ? 'people' : 'pen',
    what,
    details: [...details, ...(act.erased && said.length > 0 ? [m.cases_at_erased()] : []), ...(act.by_me ? [m.cases_at_me()] : [])],
    voided: false,
  };
}

const isClosing = ({ status }: CaseAct) => status === 'met' || status === 'not_met' || status === 'mistake';

function endsAndBeginnings(act: CaseAct): string[] {
  if (act.opened) return [m.cases_at_opened()];
  if (act.reopened) return [m.cases_at_reopened()];
  if (act.status === null) return [];
  const status = caseStatusWord[act.status]();
  return [isClosing(act) ? m.cases_at_closed({ end: status }) : m.cases_at_status({ status })];
}

function ownerAndPlace({ owner, handed_to, service }: CaseAct): string[] {
  const name = handed_to && organizationOf(handed_to);
  return [
    ...(handed_to && name ? [handed_to.kind ? m.cases_at_handed_how({ name, how: referralKindWord[handed_to.kind]() }) : m.cases_at_handed({ name })] : []),
    ...(owner ? [owner.staff === null ? m.cases_at_no_owner() : m.cases_at_owner({ name: owner.name ?? m.cases_owner_unknown() })] : []),
    ...(service ? [m.cases_at_service({ name: inLocale({ en: service.name_en, fr: service.name_fr }) })] : []),
  ];
}

function whatIsNext({ next_action, due }: CaseAct): string[] {
  return [
    ...(next_action ? [next_action.value ? m.cases_at_next({ text: next_action.value }) : m.cases_at_no_next()] : []),
    ...(due ? [due.value ? m.cases_at_due({ day: due.value }) : m.cases_at_no_due()] : []),
  ];
}
