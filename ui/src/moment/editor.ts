/** What edits a moment's form: the counter's open moment, or an amendment of a saved one. */
import type { LineForm, MomentForm } from '@/api';
import type { Services } from './form';

export interface Editor {
  readonly form: MomentForm;
  readonly services: Services;
  /** The line whose choices are shown. */
  line: number;
  /** Steps are taken in their order, each on what the last one left. */
  change(step: (form: MomentForm) => MomentForm): Promise<void>;
  /** Of the line with this number; without one, of the line whose choices are shown when its turn comes. */
  changeLine(at: number | undefined, change: (line: LineForm) => Partial<LineForm>): Promise<void>;
}
