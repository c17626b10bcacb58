/** Importing the national inventory: files, then a look that changes nothing, then one import. It outlives a look at another tab. */
import { desk, errorWords, type ImportPreview, type Imported } from '@/api';
import { m } from '@/i18n';
import type { ErrorWords } from '@/shared/error-words';
import { fileError } from './file-errors';

export type Counts = { services: number; standards: number; refused: number };

export class ImportState {
  /** As typed: a path a line. */
  paths = $state('');
  preview: ImportPreview | undefined = $state.raw();
  imported: Imported | undefined = $state.raw();
  busy: 'choosing' | 'reading' | 'writing' | undefined = $state();
  /** Of the files, to stand at their field. */
  fileError: string | undefined = $state();
  failed: ErrorWords | undefined = $state.raw();
  /** The system's own window; what is chosen there is looked at right away. */
  choose(): Promise<void> {
    return this.#do('choosing', async () => {
      const chosen = await desk.chooseFiles();
      if (chosen.length === 0) return;
      this.paths = chosen.join('\n');
      await this.#look();
    });
  }

  look(): Promise<void> {
    if (pathsOf(this.paths).length === 0) {
      this.fileError = m.catalogue_import_no_file();
      return Promise.resolve();
    }
    return this.#do('reading', () => this.#look());
  }

  /** The desk takes a look once, whatever comes of it: after an error the files are looked at again. */
  write(): Promise<void> {
    const { preview } = this;
    if (!preview) return Promise.resolve();
    return this.#do('writing', async () => {
      this.imported = await desk.importCatalogue(preview.token);
      this.paths = '';
    });
  }

  /** Nothing was written, and the paths stay. */
  putAway(): void {
    this.preview = undefined;
    this.imported = undefined;
    this.failed = undefined;
  }

  async #look(): Promise<void> {
    this.busy = 'reading';
    this.preview = await desk.previewImport(pathsOf(this.paths));
  }

  async #do(busy: NonNullable<ImportState['busy']>, step: () => Promise<void>): Promise<void> {
    this.putAway();
    this.fileError = undefined;
    this.busy = busy;
    try {
      await step();
    } catch (error) {
      this.fileError = fileError(error);
      this.failed = this.fileError ? undefined : errorWords(error);
    } finally {
      this.busy = undefined;
    }
  }
}

/** A path a line, each once; a path that was copied with quotes around it loses them. */
export function pathsOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim().replace(/^"(.*)"$/, '$1'));
  return [...new Set(lines.filter((line) => line !== ''))];
}

/** What would be written: services and standards, the new, the changed and the withdrawn ones together. */
export function counts({ files }: ImportPreview): Counts {
  const sum = (table: string) =>
    files.filter((file) => file.table === table).reduce((all, file) => all + file.new + file.changed + file.withdrawn, 0);
  return { services: sum('services'), standards: sum('standards'), refused: files.reduce((all, file) => all + file.refused.length, 0) };
}
