/** Cases that this window has seen, so that a chip can say a code; and the cases that were opened with a moment here. */
import { SvelteMap } from 'svelte/reactivity';
import { desk, type CaseId, type CaseItem, type MomentId } from '@/api';
import { grouped } from './case';

const seen = new SvelteMap<CaseId, CaseItem>();
const begun = new SvelteMap<MomentId, CaseId>();

export function remember(item: CaseItem): void {
  seen.set(item.id, item);
}

/** Reads a case once, for a moment that names one. What can't be read is said by whatever shows it. */
export async function learn(id: CaseId | null | undefined): Promise<void> {
  if (!id || seen.has(id)) return;
  try {
    remember((await desk.case(id)).item);
  } catch {
    // The chip says "Case" without its code.
  }
}

/** Somebody else is at the counter. */
export function forgetCases(): void {
  seen.clear();
  begun.clear();
}

export function known(id: CaseId | null | undefined): CaseItem | undefined {
  return id ? seen.get(id) : undefined;
}

/** In groups of four; until it was read, that there is one. */
export function codeOf(id: CaseId): string {
  const item = seen.get(id);
  return item ? grouped(item.code) : '…';
}

/** This case was opened with this moment. */
export function began(moment: MomentId, id: CaseId): void {
  begun.set(moment, id);
}

export function begunWith(moment: MomentId): CaseItem | undefined {
  return known(begun.get(moment));
}

/** Made before the desk is asked, so that asking twice opens one case. */
export function newId(): CaseId {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // Version 4, variant 1 (RFC 9562).
  bytes.set([(bytes[6] ?? 0) & 0x0f | 0x40], 6);
  bytes.set([(bytes[8] ?? 0) & 0x3f | 0x80], 8);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
