/** Names of languages, each in itself where the office offers it: a client who looks at the screen finds their own. */

const OWN_NAMES: Record<string, string> = {
  en: 'English',
  fr: 'Français',
  iu: 'ᐃᓄᒃᑎᑐᑦ',
  cr: 'ᓀᐦᐃᔭᐍᐏᐣ',
  oj: 'ᐊᓂᔑᓈᐯᒧᐎᓐ',
  moe: 'Innu-aimun',
  mic: 'Mi’kmaq',
  ase: 'ASL',
  fcs: 'LSQ',
  ar: 'العربية',
  zh: '中文',
  es: 'Español',
  pa: 'ਪੰਜਾਬੀ',
  tl: 'Tagalog',
  uk: 'Українська',
};

/** Languages that a client may choose besides the office's own. */
export const OTHER_LANGUAGES: readonly string[] = Object.keys(OWN_NAMES);

/** The language's name in itself; a tag that is not known here stands for itself. */
export function languageName(tag: string): string {
  return OWN_NAMES[tag] ?? tag;
}
