/** Who can open the records, as the desk says it. Nothing is kept of a code or passphrase once its dialog is closed. */
import { desk, errorWords, type HolderKind, type KeyHolders } from '@/api';
import { m } from '@/i18n';
import type { ErrorWords } from '@/shared/error-words';
import type { IconName } from '@/shared/components/icons';

export const holderWords: Record<HolderKind, () => string> = {
  own_keystore: m.keys_own_keystore,
  other_keystore: m.keys_other_keystore,
  recovery_code: m.keys_recovery_code,
  passphrase: m.keys_passphrase,
  key_file: m.keys_key_file,
  not_understood: m.keys_not_understood,
};

export const holderIcon: Record<HolderKind, IconName> = {
  own_keystore: 'person',
  other_keystore: 'people',
  recovery_code: 'note',
  passphrase: 'keyboard',
  key_file: 'usb',
  not_understood: 'help',
};

export class KeysState {
  view: KeyHolders | undefined = $state.raw();
  failed: ErrorWords | undefined = $state.raw();
  busy = $state(false);

  has = (kind: HolderKind): boolean => this.view?.holders.some((holder) => holder.kind === kind) ?? false;

  read = (): Promise<boolean> => this.do(() => desk.keyHolders());

  /** Does something that gives the holders as they are then. False where it failed. */
  async do(call: () => Promise<KeyHolders>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.failed = undefined;
    try {
      this.view = await call();
      return true;
    } catch (error) {
      this.failed = errorWords(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
