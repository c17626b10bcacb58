/** The office's list: nine quick keys in order, and the services that are offered besides. A service stands in one of them. */
import type { QuickListForm } from '@/api';

export const QUICK_KEYS = 9;

const without = (keys: readonly string[], key: string) => keys.filter((each) => each !== key);

export function remove(list: QuickListForm, key: string): QuickListForm {
  return { quick: without(list.quick, key), offered: without(list.offered, key) };
}

/** Gives a service the key at this place, from 0; what stood there moves on, and a tenth goes back among the others. */
export function giveKey(list: QuickListForm, key: string, place: number): QuickListForm {
  const { quick, offered } = remove(list, key);
  const all = [...quick.slice(0, place), key, ...quick.slice(place)];
  return { quick: all.slice(0, QUICK_KEYS), offered: [...all.slice(QUICK_KEYS), ...offered] };
}

/** Takes a service's key, and offers it still. */
export function takeKey(list: QuickListForm, key: string): QuickListForm {
  const { quick, offered } = remove(list, key);
  return { quick, offered: [key, ...offered] };
}

export function offer(list: QuickListForm, key: string): QuickListForm {
  const { quick, offered } = remove(list, key);
  return { quick, offered: [...offered, key] };
}

export function isOn(list: QuickListForm, key: string): boolean {
  return list.quick.includes(key) || list.offered.includes(key);
}
