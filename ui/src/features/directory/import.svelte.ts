/** Importing a file of organizations: the file, then a look that changes nothing, then one import. */
import { asApiError, desk, errorWords, type DirectoryImported, type DirectoryPreview } from '@/api';
import { m } from '@/i18n';
import type { ErrorWords } from '@/shared/error-words';

export class ImportState {
  path = $state('');
  preview: DirectoryPreview | undefined = $state.raw();
  imported: DirectoryImported | undefined = $state.raw();
  busy: 'choosing' | 'reading' | 'writing' | undefined = $state();
  /** Of the file, to stand at its field. */
  fileError: string | undefined = $state();
  failed: ErrorWords | undefined = $state.raw();

  /** The system's own window; what is chosen there is looked at right away. */
  choose(): Promise<void> {
    return this.#do('choosing', async () => {
      const [chosen] = await desk.chooseFiles();
      if (!chosen) return;
      this.path = chosen;
      await this.#look();
    });
  }

  look(): Promise<void> {
    if (plain(this.path) === '') {
      this.fileError = m.directory_import_no_file();
      return Promise.resolve();
    }
    return this.#do('reading', () => this.#look());
  }

  /** The desk takes a look once, whatever comes of it: after an error the file is looked at again. */
  write(): Promise<void> {
    const { preview } = this;
    if (!preview) return Promise.resolve();
    return this.#do('writing', async () => {
      this.imported = await desk.importDirectory(preview.token);
      this.path = '';
    });
  }

  /** Nothing was written, and the path stays. */
  putAway(): void {
    this.preview = undefined;
    this.imported = undefined;
    this.failed = undefined;
  }

  async #look(): Promise<void> {
    this.busy = 'reading';
    this.preview = await desk.previewDirectory(plain(this.path));
  }

  async #do(busy: NonNullable<ImportState['busy']>, step: () => Promise<void>): Promise<void> {
    this.putAway();
    this.fileError = undefined;
    this.busy = busy;
    try {
      await step();
    } catch (error) {
      this.fileError = fileError(error);
      this.failed = this.fileError ? undefined : wordsOf(error);
    } finally {
      this.busy = undefined;
    }
  }
}

function wordsOf(error: unknown): ErrorWords {
  const words = errorWords(error);
  return asApiError(error).code === 'preview_outdated' ? { ...words, what: m.directory_import_outdated() } : words;
}

/** A path that was copied with quotes around it loses them. */
export function plain(path: string): string {
  return path.trim().replace(/^"(.*)"$/, '$1');
}

/** Why a file was refused whole, for the field in which it was named; nothing where the error is not about a file. */
export function fileError(thrown: unknown): string | undefined {
  const { code, data } = asApiError(thrown);
  const file = data.file || m.directory_import_this_file();
  if (code === 'file_too_large') return m.directory_file_too_large({ file });
  if (code === 'file_unreadable') return m.directory_file_unreadable({ file });
  if (code !== 'not_a_directory') return undefined;
  const { reason, line = '', columns = '', looks_like } = data;
  switch (reason) {
    case 'empty':
      return m.directory_file_empty({ file });
    case 'too_many_rows':
      return m.directory_file_too_many_rows({ file });
    case 'too_many_columns':
      return m.directory_file_too_many_columns({ file, line });
    case 'not_utf8':
      return looks_like === 'utf16' ? m.directory_file_utf16({ file }) : m.directory_file_not_utf8({ file, line });
    case 'repeated_column':
      return m.directory_file_repeated_column({ file, columns });
    case 'cut_short':
      return m.directory_file_cut_short({ file, line });
    default:
      return m.directory_file_missing_columns({ file, columns });
  }
}

/** Why a row was refused. */
export function refusalWord(reason: string): string {
  return (reasons[reason] ?? m.directory_refused_missing)();
}

const reasons: Record<string, () => string> = {
  wrong_cell_count: m.directory_refused_cells,
  missing: m.directory_refused_missing,
  too_long: m.directory_refused_too_long,
  bad_id: m.directory_refused_id,
  bad_level: m.directory_refused_level,
  bad_telephone: m.directory_refused_telephone,
  bad_date: m.directory_refused_date,
  bad_status: m.directory_refused_status,
  must_be_masked: m.directory_refused_masked,
  repeated: m.directory_refused_repeated,
};
