/** What edits a moment's form: the counter's open moment, or an amendment of a saved one. */
import type { LineForm, MomentForm } from '@/api';
import type { Services } from './form';
import type { OfficeRecords, PartId } from './parts';

export interface Editor {
  readonly form: MomentForm;
  readonly services: Services;
  readonly records: OfficeRecords;
  /** The line whose choices are shown. */
  line: number;
  /** What is open of what is one key away. */
  readonly shown: PartId | undefined;
  /** What will be open once the steps that were asked for are done, as far as keys tell. */
  readonly expected: PartId | undefined;
  /** Opens a part, or closes it where it is open already; with nothing, closes what is open. When its turn comes. */
  show(part: PartId | undefined): Promise<void>;
  /** Steps are taken in their order, each on what the last one left. */
  change(step: (form: MomentForm) => MomentForm): Promise<void>;
  /** To the line before or after the one in front. */
  stepLine(by: number): Promise<void>;
  /** The client walked off. */
  walkOff(): Promise<void>;
  /** Of the line with this number; without one, of the line whose choices are shown when its turn comes. */
  changeLine(at: number | undefined, change: (line: LineForm) => Partial<LineForm>): Promise<void>;
}
