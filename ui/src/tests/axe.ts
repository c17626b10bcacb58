import axe from 'axe-core';
import { expect } from 'vitest';

/** No violation of WCAG 2.2 A and AA. Contrast needs a real engine and is checked end to end. */
export async function expectAccessible(node: Element = document.body): Promise<void> {
  const { violations } = await axe.run(node, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((each) => each.html).join(' ')}`)).toEqual([]);
}
