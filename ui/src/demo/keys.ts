/** Invented ways into the records; what is changed holds until the page is loaded again. */
import type { HolderKind, KeyHolder, KeyHolders, NewKeyDone } from '@/api';
import type { Commands } from '@/platform/fake';

const CODE = '8KQT-3F0M-XW7P-V2HJ-94ZN-DC6R-B1YE';
const holder = (kind: HolderKind, made: string | null, removable = false): KeyHolder => ({ id: `${kind}-${made}`, kind, made, removable });

let holders = [
  holder('own_keystore', '2026-04-01'),
  holder('recovery_code', '2026-04-01'),
  holder('other_keystore', '2026-09-14', true),
  holder('key_file', null, true),
];
let old_copies = 0;

const view = (): KeyHolders => ({ holders, uses_keystore: true, old_copies });
const put = (kind: HolderKind, removable = false) => {
  holders = [...holders.filter((each) => each.kind !== kind), holder(kind, '2026-11-24', removable)];
  return view();
};

export const keysDesk: Commands = {
  key_holders: view,
  new_recovery_code: () => ({ code: CODE }),
  keep_recovery_code: () => put('recovery_code'),
  set_passphrase: ({ passphrase }) => {
    if (String(passphrase).length < 16) throw { code: 'passphrase_too_weak', field: null, data: { problem: 'short' } };
    return put('passphrase', true);
  },
  renew_keystore: () => put('own_keystore'),
  remove_key_holder: ({ id }) => {
    holders = holders.filter((each) => each.id !== id);
    return view();
  },
  give_new_key: async (): Promise<NewKeyDone> => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const left_out = holders.map(({ kind }) => kind).filter((kind) => kind !== 'own_keystore' && kind !== 'recovery_code');
    holders = [holder('recovery_code', '2026-11-24'), holder('own_keystore', '2026-11-24')];
    old_copies += 1;
    return { holders: holders.map(({ kind }) => kind), left_out, entries: 18432 };
  },
  new_key_progress: () => ({ stage: 'copying', percent: 40 }),
  stop_new_key: () => null,
  remove_old_copies: () => {
    old_copies = 0;
    return view();
  },
};
