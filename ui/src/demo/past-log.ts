/** A pretend desk for a past log: a workbook of 2,140 rows with a few words of its own. Tests use it too. */
import type { LogMapping, LogPreview, LogReport, OpenedLog } from '@/api';
import type { Commands } from '@/platform/fake';

const COLUMNS = [
  ['Date', ['2025-03-04', '2025-03-04', '2025-03-05']],
  ['Heure', ['10 h 05', '10 h 20', '']],
  ['Service demandé', ['Passport, adult', 'Change of address', 'Jardinage']],
  ['Résultat', ['Servi', 'à moitié', 'Servi']],
  ['Remarques', ['rapporte le formulaire']],
  ['Cote', ['5', '3', '4']],
  ['Nom du client', ['A. Exemple']],
] as const;

export const opened = (): OpenedLog => ({
  token: 'log', name: 'registre-2025.xlsx', sheets: ['Registre', 'Lisez-moi'], sheet: 'Registre', encoding: 'unicode', rows: 2_140,
  columns: COLUMNS.map(([name, samples], at) => ({ number: at + 1, name, samples: [...samples], not_imported: name === 'Cote' ? 'rating' : name === 'Nom du client' ? 'personal' : null })),
  mapping: { columns: { date: 1, time: 2, outcome: 4, note: 5 }, date_order: 'year_month_day', unmatched_services: 'refuse', notes: 'mask', words: {} },
});

export class LogDesk {
  /** The next file is refused so. */
  refuse: { code: string; data: Record<string, string> } | undefined;
  stopped = false;

  commands(): Commands {
    return {
      choose_log_file: () => '/srv/registre-2025.xlsx',
      open_past_log: ({ encoding }) => {
        const refused = this.refuse;
        if (refused && encoding === 'unicode') throw { field: null, ...refused };
        return opened();
      },
      choose_log_sheet: ({ sheet }) => (sheet === 'Registre' ? opened() : { ...opened(), sheet, rows: 0, columns: [], mapping: { ...opened().mapping, columns: {} } }),
      preview_past_log: ({ mapping }) => preview(mapping as LogMapping),
      import_past_log: ({ mapping }) => this.#import(mapping as LogMapping),
      past_log_progress: () => ({ running: true, counts: { rows: 800, recorded: 700, already_there: 0, refused: 90, empty: 10 }, total: 2_140 }),
      stop_past_log: () => {
        this.stopped = true;
        return null;
      },
      choose_place: ({ name }) => `/srv/${name as string}`,
      save_refused_rows: () => 'refused-rows.csv',
      close_past_log: () => null,
    };
  }

  #import(mapping: LogMapping): LogReport {
    const { counts, reasons, refused } = preview(mapping);
    return { counts, reasons, refused, stopped: this.stopped };
  }
}

function preview(mapping: LogMapping): LogPreview {
  const half = mapping.words?.outcome?.['à moitié'];
  const garden = mapping.words?.service?.['Jardinage'] ?? (mapping.unmatched_services === 'classify_later' ? 'unclassified' : undefined);
  const refused = 41 + (half === undefined ? 60 : 0) + (garden === undefined ? 25 : 0);
  return {
    counts: { rows: 2_140, recorded: 2_140 - 12 - refused, already_there: 0, refused, empty: 12 },
    reasons: [
      ...(half === undefined ? [{ field: 'outcome', reason: 'unknown_word', rows: 60 } as const] : []),
      { field: 'date', reason: 'impossible', rows: 41 },
      ...(garden === undefined ? [{ field: 'service', reason: 'unknown_service', rows: 25 } as const] : []),
    ],
    refused: [
      ...(half === undefined ? [{ line: 3, field: 'outcome', reason: 'unknown_word', cell: 'à moitié' } as const] : []),
      { line: 61, field: 'date', reason: 'impossible', cell: '2025-02-30' },
    ],
    unknown_words: [
      ...(garden === undefined ? [{ field: 'service', word: 'Jardinage', rows: 25 } as const] : []),
      ...(half === undefined ? [{ field: 'outcome', word: 'à moitié', rows: 60 } as const] : []),
    ],
    rows: [
      { line: 2, office_day: '2025-03-04', time: '10:05', kind: 'moment', name_en: 'Passport, adult', name_fr: 'Passeport, adulte', quantity: 1, relationship: 'voluntary', relationship_by: 'default', outcome: 'served', outcome_by: 'staff', channel: 'in_person', channel_by: 'default', language: 'en', language_by: 'default', note: null },
      { line: 4, office_day: '2025-03-05', time: null, kind: 'moment', name_en: 'Change of address', name_fr: 'Changement d’adresse', quantity: 2, relationship: 'voluntary', relationship_by: 'default', outcome: 'referred', outcome_by: 'staff', channel: 'in_person', channel_by: 'default', language: 'en', language_by: 'default', note: 'NAS ••• ••• •••' },
    ],
    masked: 3,
    first_day: '2025-03-04',
    last_day: '2025-12-19',
    stopped: false,
  };
}
