/** What edits a moment's form: the counter's open moment, or an amendment of a saved one. */
import type { LineForm, MomentForm } from '@/api';
import type { Services } from './form';

export interface Editor {
  readonly form: MomentForm;
  readonly services: Services;
  /** The line whose choices are shown. */
  line: number;
  change(form: MomentForm): Promise<void>;
  changeLine(at: number, change: (line: LineForm) => Partial<LineForm>): Promise<void>;
}
