/** Figures as a file: made by the desk, written where the person chooses in the system's own window. */
import { desk, errorWords, type ExportRequest, type TableFormat } from '@/api';
import { m } from '@/i18n';
import type { ErrorWords } from '@/shared/error-words';

export class TableFile {
  busy = $state(false);
  /** How things stand, for the line under the buttons. */
  said = $state('');
  failed: ErrorWords | undefined = $state.raw();

  async save(request: ExportRequest, format: TableFormat): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.said = '';
    this.failed = undefined;
    try {
      const name = await desk.saveExport(request, format);
      if (name === null) this.said = m.documents_not_saved();
      else this.said = format === 'csv' ? m.documents_export_saved_csv({ name, about: name.replace(/\.csv$/, '-about.csv') }) : m.documents_saved({ name });
    } catch (thrown) {
      this.failed = errorWords(thrown);
    }
    this.busy = false;
  }
}
