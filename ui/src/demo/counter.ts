/**
 * A pretend counter that opens, keeps and saves moments, with a day in which somebody waits. `/?counter=family`, `left`,
 * `feedback`, `rights`, `hold`, `recovered` or `closing` begins in the middle of one.
 */
import type { CounterView, MomentForm, MomentItem, OpenMoment, Saved, ServiceItem } from '@/api';
import { followUps } from '@/moment/form';
import type { Commands } from '@/platform/fake';
import { moment, service } from './today';

const TODAY = '2026-11-24';

const quick: ServiceItem[] = [
  service('passport', 'Passport: new or renewal', 'Passeport : première demande ou renouvellement', { next: ['address', 'sin'] }),
  service('sin', 'Social Insurance Number', 'Numéro d’assurance sociale', { relationship: 'involuntary_obligation' }),
  service('benefits', 'Employment Insurance', 'Assurance-emploi'),
  service('pension', 'Old Age Security', 'Sécurité de la vieillesse', { next: ['address'] }),
  service('fine', 'Fine or penalty payment', 'Paiement d’une amende ou d’une pénalité', { relationship: 'involuntary_obligation' }),
  service('permit', 'Hearing on a work permit', 'Audience sur un permis de travail', { relationship: 'involuntary_rights_of_others' }),
  service('licence', 'Fishing licence', 'Permis de pêche'),
  service('copies', 'Document certification', 'Certification de documents'),
  service('address', 'Change of address', 'Changement d’adresse'),
].map((each, at) => ({ ...each, quick: at + 1 }));

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export class CounterDemo {
  #open: OpenMoment[] = [];
  #saved: MomentItem[] = [];
  #number = 6;

  constructor(scene: string | null) {
    const family: MomentForm = {
      services: [{ service: 'passport', quantity: 2 }, { service: 'sin', outcome: 'partly_served' }, { service: 'fine', relationship: 'involuntary_obligation', outcome: 'referred' }],
      language: { active_offer: true, requested: 'fr', provided: 'fr' },
      party_size: 4,
    };
    const open: Record<string, () => void> = {
      family: () => this.#begin(family, 12),
      left: () => this.#begin({ services: [{ service: 'unclassified', outcome: 'left', stage: 'during_preparation', stage_by: 'default' }], withdrawn: 'client_gone' }, 4),
      feedback: () => this.#begin({ services: [{ service: 'passport' }], feedback: ['complaint'], contact: '3_or_more', life_event: 'move', standing: { value: 'citizen', source: 'said_unasked' } }, 8),
      rights: () => this.#begin({ services: [{ service: 'permit', outcome: 'turned_away', interests: ['public_funds'], decision_explained: true }], barriers: ['not_eligible'] }, 8),
    };
    const held = (form: MomentForm, began: number, since: number) => Object.assign(this.#begin(form, began), { parked: true, parked_at: ago(since), held_seconds: 95 });
    if (scene === 'hold' || scene === 'call') {
      held({ services: [{ service: 'passport' }, { service: 'address' }] }, 21, 6);
      held({ services: [] }, 9, 2);
      if (scene === 'call') this.#begin({ channel: 'phone', services: [{ service: 'benefits' }] }, 2);
    }
    if (scene === 'recovered') {
      Object.assign(this.#begin({ services: [{ service: 'pension' }] }, 30), { recovered: true });
      Object.assign(this.#begin(family, 60 * 18), { recovered: true, office_day: '2026-11-23' });
    }
    if (scene === 'closing') {
      held({ services: [{ service: 'passport' }] }, 44, 31);
      held({ channel: 'phone', services: [{ service: 'benefits' }] }, 18, 11);
      this.#begin({ note: 'Came back for the form' }, 5);
    }
    if (scene) open[scene]?.();
  }

  commands(): Commands {
    return {
      counter: () => this.#view(),
      open_moment: ({ form }) => this.#begin(form as MomentForm, 0),
      change_open_moment: ({ id, form }) => Object.assign(this.#of(id as string), { form }),
      park_moment: ({ id, parked }) => Object.assign(this.#of(id as string), { parked, recovered: false, parked_at: parked ? ago(0) : null }),
      discard_moment: ({ id }) => void this.#take(id as string),
      save_moment: ({ form }) => this.#save(form as MomentForm),
      quick_enquiry: () => this.#save({ quick_enquiry: true }),
      undo: ({ id }) => {
        this.#saved = this.#saved.filter((each) => each.id !== id);
        return this.#begin({}, 0);
      },
      check_text: () => [],
      curtain: () => null,
      lock_when_idle: () => false,
    };
  }

  services(): ServiceItem[] {
    return quick;
  }

  #view(): CounterView {
    return {
      office_day: TODAY, quick, open: structuredClone(this.#open), just_now: this.#saved.slice(0, 8),
      tally: { moments: 14 + this.#saved.length, served: 11, referred: 2, turned_away_or_left: 1, quick_enquiries: 9, answers_received: 6 },
      languages: ['en', 'fr', 'iu'], client_screen: 'second_screen', standing_recorded: true, party_recorded: true, idle_lock_minutes: 15,
    };
  }

  #begin(form: MomentForm, minutes: number): OpenMoment {
    this.#number += 1;
    const opened = {
      id: form.id ?? `open-${this.#number}`, short_no: `K${this.#number}`, started_at: ago(minutes), office_day: TODAY, form, parked: false, parked_at: null, held_seconds: 0,
      invited: true, recovered: false,
    } as OpenMoment;
    this.#open.push(opened);
    return opened;
  }

  #of(id: string): OpenMoment {
    const found = this.#open.find((each) => each.id === id);
    if (!found) throw { code: 'not_found', field: null, data: {} };
    return found;
  }

  #take(id: string): OpenMoment {
    const found = this.#of(id);
    this.#open = this.#open.filter((each) => each !== found);
    return found;
  }

  #save(form: MomentForm): Saved {
    const short_no = form.id ? this.#take(form.id).short_no : 'K0';
    const { item } = moment({ short_no, id: form.id ?? 'enquiry', kind: form.quick_enquiry ? 'quick_enquiry' : 'moment', rating_state: 'no_answer' }, form, quick);
    this.#saved.unshift(item);
    return { item, already_there: false, undo_until: new Date(Date.now() + 20_000).toISOString(), invited: true, follow_ups: followUps(form) };
  }
}
