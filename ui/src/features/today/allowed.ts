/** What may be done with the moment that is chosen. The desk decides; this spares a key press that it would refuse. */
import type { CounterView, Session } from '@/api';
import { mayBeRated } from '@/moment/item';
import type { Chosen } from './today.svelte';

export type Allowed = Record<'amend' | 'void' | 'restore' | 'told' | 'card' | 'print' | 'handOver' | 'withdraw', boolean>;

export function allowed({ item, view }: Chosen, counter: CounterView | undefined, session: Session): Allowed {
  const isToday = item.office_day === counter?.office_day;
  const open = item.kind === 'moment' && !item.voided && !item.read_only;
  const pending = view !== undefined && open && item.rating_state === 'no_answer';
  return {
    amend: view?.can_amend === true,
    void: view?.can_void === true,
    restore: view !== undefined && item.voided !== null && !item.read_only && (session.roles.includes('supervisor') || (item.own && isToday)),
    told: view !== undefined && mayBeRated(item),
    // A card comes back to whoever empties the box; who served leaves it to a colleague, unless they supervise.
    card: mayBeRated(item) && (!item.own || session.roles.includes('supervisor')),
    print: view !== undefined && mayBeRated(item) && item.channel === 'in_person',
    handOver: pending && isToday && counter?.client_screen === 'hand_over',
    withdraw: pending && isToday,
  };
}
