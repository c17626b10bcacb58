import { fireEvent, render, screen } from '@testing-library/svelte';
import { describe, expect, test, vi } from 'vitest';
import { expectAccessible } from '@/tests/axe';
import { Desk, heading, invitation, key, open, pass, stopTheClock, tap } from './desk-for-tests';
import HandOver from './HandOver.svelte';

stopTheClock();

describe('en français', () => {
  test('la personne choisit sa langue à tout moment, et rien n’est perdu', async () => {
    const desk = await open();
    await tap(/2 Dissatisfied/);
    await pass(700);
    await tap(/Courtesy/);
    await fireEvent.click(screen.getByRole('radio', { name: /Français/ }));
    expect(heading()).toBe('Qu’est-ce qui aurait pu être mieux?');
    expect(screen.getByRole('button', { name: /La courtoisie/ })).toHaveAttribute('aria-pressed', 'true');
    expect(desk.told('draft').at(-1)).toMatchObject({ language: 'fr', answer: { overall: 2, drivers: ['courtesy'] } });
    expect(document.documentElement.lang).toBe('en-CA');
  });

  test('l’invitation peut commencer en français', async () => {
    await open(invitation({ language: 'fr' }));
    expect(heading()).toBe('Le service reçu aujourd’hui était\u00a0:');
    expect(screen.getByRole('button', { name: /3 Ni satisfaisant ni insatisfaisant/ })).toBeInTheDocument();
    expect(screen.getByText(/Votre nom n’est pas enregistré/)).toBeInTheDocument();
  });
});

test('in hand-over, the screen asks to be given back and the staff returns', async () => {
  const desk = new Desk(invitation({ question: null }));
  const onreturn = vi.fn();
  render(HandOver, { desk, onreturn });
  await pass(1100);
  await tap('No thanks');
  await pass(8_100);
  expect(heading()).toMatch(/Please give the screen back.*Veuillez redonner/s);
  await tap(/Staff/);
  expect(onreturn).toHaveBeenCalledOnce();
});

describe('accessible', () => {
  test.each(['en', 'fr'] as const)('on every page, in %s', async (language) => {
    await open(invitation({ language }));
    vi.useRealTimers();
    await expectAccessible();
    for (const name of ['2', 'Enter']) {
      await key(name);
      await new Promise((resolve) => setTimeout(resolve, 750));
      await expectAccessible();
    }
  });
});
