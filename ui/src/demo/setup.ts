/** Setup and the recovery code in the pretend desk: `/?stage=set_up`, `&key=none`, `&key=both`, `/?stage=key_needed`. */
import type { Commands } from '@/platform/fake';

const CODE = '8KQT-3F0M-XW7P-V2HJ-94ZN-DC6R-B1YE';

/** Leads on to the next stage by changing what was asked for. */
export function setupDesk(asked: URLSearchParams): Commands {
  return {
    time_zones: () => Intl.supportedValuesOf('timeZone'),
    set_up: async () => {
      await new Promise((resolve) => setTimeout(resolve, Number(asked.get('slow') ?? 800)));
      asked.set('stage', 'sign_in');
      return { recovery_code: CODE };
    },
    unlock: ({ way }) => {
      const { code } = way as { code?: string };
      if (String(code).replace(/\W/g, '').toUpperCase() !== CODE.replaceAll('-', '')) throw { code: 'wrong_key', field: null, data: {} };
      asked.set('stage', 'sign_in');
      return { remembered: asked.get('keystore') !== 'none' };
    },
  };
}
