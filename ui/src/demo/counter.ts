/** A pretend desk for the counter: moments that are opened, kept and saved over whatever a day already has. */
import type { CounterView, MomentForm, OpenMoment } from '@/api';
import type { Commands } from '@/platform/fake';
import { moment } from './today';

export function counterDesk(today: Commands): Commands {
  let open: OpenMoment[] = [];
  let saved: CounterView['just_now'] = [];
  let opened = 12;

  const take = (id: unknown): OpenMoment => {
    const found = open.find((each) => each.id === id);
    if (!found) throw { code: 'not_found', field: null, data: {} };
    open = open.filter((each) => each !== found);
    return found;
  };
  const change = (id: unknown, some: Partial<OpenMoment>): OpenMoment => {
    const changed = { ...take(id), ...some };
    open = [...open, changed];
    return changed;
  };
  const begin = (form: MomentForm): OpenMoment => {
    opened += 1;
    const id = form.id ?? `open-${opened}`;
    const begun = { id, short_no: `K${opened}`, started_at: new Date().toISOString(), form: { ...form, id } as OpenMoment['form'], parked: false, invited: true, recovered: false };
    open = [...open, begun];
    return begun;
  };
  const save = (form: MomentForm) => {
    if (form.id && open.some((each) => each.id === form.id)) take(form.id);
    const item = moment({ short_no: `K${opened}`, id: form.id ?? `saved-${opened}`, rating_state: 'no_answer' }, form).item;
    saved = [item, ...saved];
    return { item, already_there: false, undo_until: new Date(Date.now() + 20_000).toISOString(), invited: false };
  };

  return {
    counter: (args) => {
      const view = today.counter?.(args) as CounterView;
      return { ...view, open, just_now: [...saved, ...view.just_now].slice(0, 8) };
    },
    open_moment: ({ form }) => begin(form as MomentForm),
    change_open_moment: ({ id, form }) => change(id, { form: form as OpenMoment['form'] }),
    park_moment: ({ id, parked }) => change(id, { parked: parked as boolean }),
    discard_moment: ({ id }) => void take(id),
    save_moment: ({ form }) => save(form as MomentForm),
    quick_enquiry: () => save({ quick_enquiry: true }),
    undo: () => null,
  };
}
