import { describe, expect, test } from 'vitest';
import type { MomentForm, ServiceItem } from '@/api';
import { addLine, changeLine, follows, hasInterests, isEmpty, lines, nextRelationship, outcome, proactiveOffers, relationship, removeLine, withLanguage, withOutcome, withQuantity, worstOutcome } from './form';

const service = (key: string, some: Partial<ServiceItem> = {}): ServiceItem => ({
  key, name_en: key, name_fr: key, relationship: 'voluntary', relationship_state: 'confirmed', relationship_rule: null, relationship_reason_en: '', relationship_reason_fr: '', source: 'starter',
  status: 'active', quick: null, offered: true, owner_en: '', owner_fr: '', next: [], implied_standing: null, ...some,
});
const services = new Map(
  [
    service('passport', { next: ['sin', 'child', 'gone', 'photo'] }),
    service('sin'),
    service('child'),
    service('photo'),
    service('gone', { status: 'withdrawn' }),
    service('fine', { relationship: 'involuntary_obligation' }),
  ].map((each) => [each.key, each]),
);
const moment = (...keys: string[]): MomentForm => keys.reduce(addLine, {});

test('the same service again is another line', () => {
  expect(lines(moment('passport', 'passport'))).toHaveLength(2);
});

test('what was offered only because of a line goes with it', () => {
  const form = { ...moment('passport', 'fine'), offers: { sin: 'accepted' as const } };
  expect(removeLine(form, 1, services)).toMatchObject({ services: [{ service: 'passport' }], offers: { sin: 'accepted' } });
  expect(removeLine(form, 0, services)).toMatchObject({ services: [{ service: 'fine' }], offers: {} });
});

describe('the relationship', () => {
  test('is the service’s until staff say otherwise', () => {
    expect(relationship({ service: 'fine' }, services)).toEqual({ value: 'involuntary_obligation', by: 'default' });
    expect(relationship({ service: 'fine', relationship: 'voluntary' }, services)).toEqual({ value: 'voluntary', by: 'staff' });
    expect(relationship({ service: 'unclassified' }, services)).toEqual({ value: 'voluntary', by: 'default' });
  });
  test('goes round with one key', () => {
    expect(nextRelationship({ service: 'passport' }, services)).toBe('involuntary_obligation');
    expect(nextRelationship({ service: 'x', relationship: 'involuntary_rights_of_others' }, services)).toBe('voluntary');
  });
});

describe('the outcome', () => {
  test('of a moment is that of its least favourable line', () => {
    const form = changeLine(moment('passport', 'sin'), 0, { outcome: 'referred' });
    expect(worstOutcome(form)).toBe('referred');
    expect(outcome(lines(form)[1] ?? { service: '' })).toEqual({ value: 'served', by: 'default' });
  });
  test('that is taken back takes its stage with it', () => {
    const left = withOutcome({ service: 'passport' }, 'left');
    expect(left.stage).toBe('during_service');
    expect(withOutcome(left, 'served')).toEqual({ service: 'passport', outcome: 'served' });
  });
  test('opens what it calls for, and nothing else', () => {
    const after = (value: 'served' | 'referred' | 'turned_away') => changeLine(moment('passport'), 0, { outcome: value });
    expect(follows(after('served'))).toEqual({ referral: false, barrier: false });
    expect(follows(after('referred'))).toEqual({ referral: true, barrier: true });
    expect(follows(after('turned_away'))).toEqual({ referral: false, barrier: true });
    expect(hasInterests({ service: 'fine' }, services)).toBe(false);
    expect(hasInterests({ service: 'fine', outcome: 'turned_away' }, services)).toBe(true);
    expect(hasInterests({ service: 'fine', relationship: 'involuntary_rights_of_others' }, services)).toBe(true);
  });
});

test('at most two offers are made, of what is there and was not asked for already', () => {
  expect(proactiveOffers(moment('passport'), services).map((each) => each.key)).toEqual(['sin', 'child']);
  expect(proactiveOffers(moment('passport', 'sin'), services).map((each) => each.key)).toEqual(['child', 'photo']);
});

test('the language that the client chose is asked for and given', () => {
  const form = withLanguage({ language: { active_offer: true } }, 'fr');
  expect(form.language).toEqual({ active_offer: true, requested: 'fr', provided: 'fr' });
});

test('a quantity stays between 1 and 999', () => {
  expect(withQuantity({ service: 'x' }, -1).quantity).toBe(1);
  expect(withQuantity({ service: 'x', quantity: 999 }, 1).quantity).toBe(999);
});

test('a moment with nothing entered can go without a question', () => {
  expect(isEmpty({ id: 'x', channel: 'phone', services: [] })).toBe(true);
  expect(isEmpty({ note: 'x' })).toBe(false);
  expect(isEmpty(moment('sin'))).toBe(false);
});
