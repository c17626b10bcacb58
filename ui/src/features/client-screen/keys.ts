/** The number pad of the client's screen: digits choose, Enter goes on, - goes back, * is "no thanks", / changes language. */
import { SCORES } from '@/shared/words';
import type { ClientFlow } from './flow.svelte';
import { driverOptions, rotated } from '@/moment/questions';

/** Returns true if the key meant something here. */
export function press(flow: ClientFlow, key: string): boolean {
  switch (key) {
    case 'Enter':
      flow.next();
      return true;
    case '-':
      flow.back();
      return true;
    case '*':
      flow.noThanks();
      return true;
    case '/':
      flow.chooseLocale(flow.locale === 'en' ? 'fr' : 'en');
      return true;
    default:
      return /^\d$/.test(key) && choose(flow, key);
  }
}

function choose(flow: ClientFlow, key: string): boolean {
  if (flow.shown === 'overall') {
    const score = SCORES.find((each) => String(each) === key);
    if (score) flow.chooseOverall(score);
    return score !== undefined;
  }
  if (flow.shown === 'drivers') {
    const option = driverOptions.find((each) => each.key === key);
    if (option) flow.toggleDriver(option.value);
    return option !== undefined;
  }
  const asked = flow.shown === 'rotated' ? flow.invited?.question : null;
  if (!asked) return false;
  const { options, apart } = rotated[asked];
  const option = [...options, apart].find((each) => each?.key === key);
  if (option) flow.chooseRotated(option.value);
  return option !== undefined;
}
