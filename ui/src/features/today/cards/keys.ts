/** The number pad of a batch: digits choose, Enter goes on, - goes back, * is a card that came back blank. */
import { driverOptions, rotated } from '@/moment/questions';
import { SCORES } from '@/shared/words';
import type { CardBatch } from './batch.svelte';

/** Returns true if the key meant something here. `comment` puts the keyboard into the comment. */
export function press(batch: CardBatch, key: string, comment: () => void): boolean {
  if (batch.page === 'number') return onNumber(batch, key);
  switch (key) {
    case 'Enter':
      void batch.next();
      return true;
    case '-':
    case 'Escape':
      if (key === '-') batch.back();
      else batch.putAside();
      return true;
    case '*':
      batch.returnBlank();
      return true;
    default:
      return /^\d$/.test(key) && choose(batch, key, comment);
  }
}

/** The number itself is typed in its field; with nothing in it, the signs choose the day. */
function onNumber(batch: CardBatch, key: string): boolean {
  if (key === 'Enter') {
    void batch.find();
    return true;
  }
  if (batch.typed !== '' || (key !== '-' && key !== '*')) return false;
  if (key === '-') batch.dayBefore();
  else batch.show(batch.today);
  return true;
}

function choose(batch: CardBatch, key: string, comment: () => void): boolean {
  switch (batch.page) {
    case 'which': {
      const card = batch.found[Number(key) - 1];
      if (card) batch.take(card);
      return card !== undefined;
    }
    case 'overall': {
      const score = SCORES.find((each) => String(each) === key);
      if (score) batch.chooseOverall(score);
      return score !== undefined;
    }
    case 'drivers': {
      const option = driverOptions.find((each) => each.key === key);
      if (option) batch.toggleDriver(option.value);
      return option !== undefined;
    }
    case 'rotated': {
      const asked = batch.card?.question;
      const all = asked ? [...rotated[asked].options, rotated[asked].apart] : [];
      const option = all.find((each) => each?.key === key);
      if (option) batch.chooseRotated(option.value);
      return option !== undefined;
    }
    case 'look': {
      const step = batch.said.blank ? undefined : [() => batch.changeLanguage(), () => batch.nextAssisted(), comment][Number(key) - 1];
      step?.();
      return step !== undefined;
    }
    case 'number':
      return false;
  }
}
