/** Finding by what staff type: case and accents don't matter, every word must be there, in any order. */

/** The form in which texts are compared: « Dépôt d’impôt » becomes "depot d'impot". */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[’‘]/g, "'")
    .replace(/œ/gi, 'oe')
    .replace(/æ/gi, 'ae')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

export function matches(text: string, query: string): boolean {
  const folded = fold(text);
  return fold(query)
    .split(' ')
    .every((word) => folded.includes(word));
}

/** Items that match, those that begin with the query first; otherwise in their given order. */
export function find<Item>(items: readonly Item[], query: string, textOf: (item: Item) => string): Item[] {
  return finder(items, textOf)(query);
}

/** The same for a list that is searched again with each letter: every text is folded once. */
export function finder<Item>(items: readonly Item[], textOf: (item: Item) => string): (query: string) => Item[] {
  const folded = items.map((item) => ({ item, text: fold(textOf(item)) }));
  return (query) => {
    const start = fold(query);
    if (start === '') return [...items];
    const words = start.split(' ');
    const found = folded.filter(({ text }) => words.every((word) => text.includes(word)));
    const begins = ({ text }: { text: string }) => text.startsWith(start);
    return [...found.filter(begins), ...found.filter((each) => !begins(each))].map(({ item }) => item);
  };
}
