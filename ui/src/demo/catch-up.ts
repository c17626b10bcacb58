/** A pretend desk for tally sheets: rows are saved one by one, once; a sheet that was begun is offered again. Tests use it too. */
import type { EnteredRow, MomentItem, OpenSheetItem, RowForm, ServiceItem, SheetForm, SheetView } from '@/api';
import type { Commands } from '@/platform/fake';

const NEW_NUMBER = 'K7M 2QX';

export class SheetDesk {
  sheets: SheetView[];
  /** The next row is refused. */
  refuse = false;
  #services: () => ServiceItem[];

  constructor(services: () => ServiceItem[], sheets: SheetView[] = []) {
    this.#services = services;
    this.sheets = sheets;
  }

  commands(): Commands {
    return {
      tally_sheets: (): OpenSheetItem[] => this.sheets.map(({ rows, no, office_day, from, to, staff_name }) => ({ no, office_day, from, to, staff_name, saved: rows.length })),
      open_tally_sheet: ({ form }) => this.#open(form as SheetForm),
      tally_sheet: ({ no }) => structuredClone(this.#known(no as string)),
      enter_row: ({ no, form }) => this.#enter(this.#known(no as string), form as RowForm),
      take_row_back: ({ no, row }) => {
        const sheet = this.#known(no as string);
        sheet.rows = sheet.rows.filter((each) => each.row !== row);
        sheet.next_row = (sheet.rows.at(-1)?.row ?? 0) + 1;
        return structuredClone(sheet);
      },
      put_sheet_away: ({ no }) => {
        this.sheets = this.sheets.filter((sheet) => sheet.no !== no);
        return null;
      },
    };
  }

  #known(no: string): SheetView {
    const found = this.sheets.find((sheet) => sheet.no === no);
    if (!found) throw { code: 'not_found', field: null, data: {} };
    return found;
  }

  #open({ no, office_day, from, to, staff }: SheetForm): SheetView {
    if (no && no.replaceAll(' ', '').length !== 6) throw { code: 'invalid', field: 'no', data: { problem: 'unknown' } };
    if (to < from) throw { code: 'invalid', field: 'to', data: { problem: 'ends_before_start' } };
    const known = this.sheets.find((sheet) => sheet.no === no);
    const sheet = known ?? { no: no ?? NEW_NUMBER, office_day, from, to, workstation: 'Counter 2', staff: staff ?? null, staff_name: 'Noor S.', rows: [], next_row: 1 };
    if (!known) this.sheets.push(sheet);
    return structuredClone(sheet);
  }

  #enter(sheet: SheetView, form: RowForm): EnteredRow {
    if (this.refuse) {
      this.refuse = false;
      throw { code: 'disk_full', field: null, data: {} };
    }
    const row = { row: form.row, item: this.#item(sheet, form) };
    sheet.rows = [...sheet.rows.filter((each) => each.row !== form.row), row];
    sheet.next_row = Math.max(sheet.next_row, form.row + 1);
    return structuredClone({ row, already_there: false, next_row: sheet.next_row });
  }

  #item(sheet: SheetView, form: RowForm): MomentItem {
    const service = this.#services().find(({ key }) => key === form.service);
    const line = {
      line: '1', service: form.service ?? '', name_en: service?.name_en ?? 'Other, classify later', name_fr: service?.name_fr ?? 'Autre, à classer plus tard', quantity: 1,
      relationship: form.relationship ?? service?.relationship ?? 'voluntary', relationship_by: form.relationship ? 'staff' : 'default',
      outcome: form.outcome ?? 'served', outcome_by: form.outcome ? 'staff' : 'default', stage: null,
    } as const;
    return {
      id: `sheet-${sheet.no}-${form.row}`, short_no: `A${form.row}`, office_day: sheet.office_day, started_at: `${sheet.office_day}T${form.time ?? sheet.from}:00-05:00`, finished_at: null,
      kind: form.service ? 'moment' : 'quick_enquiry', origin: 'entered_after', time_source: 'entered_after', channel: 'in_person', lines: form.service ? [line] : [],
      client: form.service ? 'voluntary' : null, outcome: form.service ? line.outcome : null, language_provided: form.language ?? 'en', rating_state: 'not_invited',
      note: null, note_erased: false, voided: null, amended: false, conflict: false, read_only: false, own: true, workstation: 'Counter 2',
    } as MomentItem;
  }
}

/** Seventeen rows, and then the power went again. */
export function begunSheet(services: ServiceItem[]): SheetView {
  const desk = new SheetDesk(() => services);
  const { open_tally_sheet, enter_row } = desk.commands();
  open_tally_sheet?.({ form: { no: '4RT 9WD', office_day: '2026-11-24', from: '10:00', to: '11:30', staff: 'demo' } });
  for (let row = 1; row <= 17; row += 1) {
    const form: RowForm = { row, service: row % 6 === 0 ? null : (services[row % services.length]?.key ?? null) };
    if (row % 5 === 0) form.outcome = 'referred';
    if (row % 7 === 0) form.language = 'fr';
    if (form.service === null) delete form.outcome;
    enter_row?.({ no: '4RT 9WD', form });
  }
  return desk.sheets[0] as SheetView;
}
