/** Which organizations are shown, and in which order: those of the reader's language by name, plain functions. */
import type { OrganizationItem } from '@/api';
import { locale, tag } from '@/i18n';
import { nameOf, wordsOf } from '@/moment/directory.svelte';
import { find } from '@/shared/search';
import { LEVELS, type Level } from '@/shared/words';

export type Narrow = 'all' | Level | 'to_verify' | 'retired';
export const NARROWS: readonly Narrow[] = ['all', ...LEVELS, 'to_verify', 'retired'];

function isIn(narrow: Narrow, { retired, needs_verifying, level }: OrganizationItem): boolean {
  if (narrow === 'retired') return retired;
  if (retired) return false;
  if (narrow === 'to_verify') return needs_verifying;
  return narrow === 'all' || level === narrow;
}

/** By the name in the reader's language; what is typed is looked for in both languages and in the place. */
export function narrowed(all: readonly OrganizationItem[], query: string, narrow: Narrow): OrganizationItem[] {
  const sorted = all.filter((each) => isIn(narrow, each)).sort((left, right) => nameOf(left).localeCompare(nameOf(right), tag(locale())));
  return find(sorted, query, (each) => `${wordsOf(each)} ${each.place_en} ${each.place_fr} ${each.telephone}`);
}

export function countOf(all: readonly OrganizationItem[], narrow: Narrow): number {
  return all.filter((each) => isIn(narrow, each)).length;
}
