/** Why a file was refused whole, for the field in which it was named. */
import { asApiError } from '@/api';
import { m } from '@/i18n';

/** Nothing where the error is not about a file. */
export function fileError(thrown: unknown): string | undefined {
  const { code, data } = asApiError(thrown);
  const file = data.file || m.catalogue_import_this_file();
  if (code === 'file_too_large') return m.catalogue_file_too_large({ file });
  if (code === 'file_unreadable') return m.catalogue_file_unreadable({ file });
  if (code === 'not_an_inventory') return whole(file, data);
  return undefined;
}

function whole(file: string, { reason, line = '', columns = '', looks_like }: Record<string, string | undefined>): string {
  switch (reason) {
    case 'empty':
      return m.catalogue_file_empty({ file });
    case 'too_many_rows':
      return m.catalogue_file_too_many_rows({ file });
    case 'too_many_columns':
      return m.catalogue_file_too_many_columns({ file, line });
    case 'not_utf8':
      return looks_like === 'utf16' ? m.catalogue_file_utf16({ file }) : m.catalogue_file_not_utf8({ file, line });
    case 'not_commas':
      return m.catalogue_file_not_commas({ file });
    case 'missing_columns':
      return m.catalogue_file_missing_columns({ file, columns });
    case 'repeated_column':
      return m.catalogue_file_repeated_column({ file, columns });
    case 'cut_short':
      return m.catalogue_file_cut_short({ file, line });
    default:
      return m.catalogue_file_unknown_table({ file });
  }
}
