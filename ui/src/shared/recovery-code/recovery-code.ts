/** The recovery code's form: 28 signs of Crockford's base 32 in groups of four. The desk alone knows whether one is right. */
const SIGNS = 28;
const GROUP = 4;

export type CodeFault = 'length' | 'sign';

/** As the desk reads it: either case, O for 0, I or L for 1, any spaces and dashes. */
function read(typed: string): string {
  return typed
    .replace(/[\s\-\u2010-\u2015\u2212_.\u200b\ufeff]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}

export function groups(code: string): string[] {
  return read(code).match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? [];
}

export function isGroup(typed: string, group: string): boolean {
  return read(typed) === read(group);
}

export function signsOf(typed: string): number {
  return [...read(typed)].length;
}

/** What can be told before the desk is asked. */
export function faultOf(typed: string): CodeFault | undefined {
  if (!/^[0-9A-HJKMNP-TV-Z]*$/.test(read(typed))) return 'sign';
  return signsOf(typed) === SIGNS ? undefined : 'length';
}
