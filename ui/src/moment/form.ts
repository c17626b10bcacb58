/** What a form says, what stands by default, and what an outcome brings with it. Pure: a change gives a new form. */
import type { LineForm, MomentForm, ServiceItem } from '@/api';
import { OUTCOMES, RELATIONSHIPS, type Outcome, type Relationship } from '@/shared/words';

/** The service of a line that is classified later. */
export const UNCLASSIFIED = 'unclassified';

/** Offers that may be seen beside a moment. */
const OFFERS_MAX = 2;
const QUANTITY_MAX = 999;

/** A value, and who says so. */
export type Said<Value> = { value: Value; by: 'default' | 'staff' };

export type Services = ReadonlyMap<string, ServiceItem>;

export function lines(form: MomentForm): LineForm[] {
  return form.services ?? [];
}

/** Picking a service again adds another line: a second person, or the same need twice. */
export function addLine(form: MomentForm, service: string): MomentForm {
  return { ...form, services: [...lines(form), { service }] };
}

export function changeLine(form: MomentForm, at: number, change: Partial<LineForm>): MomentForm {
  return { ...form, services: lines(form).map((line, index) => (index === at ? { ...line, ...change } : line)) };
}

export function removeLine(form: MomentForm, at: number): MomentForm {
  return { ...form, services: lines(form).filter((_, index) => index !== at) };
}

export function relationship(line: LineForm, services: Services): Said<Relationship> {
  if (line.relationship) return { value: line.relationship, by: 'staff' };
  return { value: services.get(line.service)?.relationship ?? 'voluntary', by: 'default' };
}

/** One key goes round: by choice, required, rights of others. */
export function nextRelationship(line: LineForm, services: Services): Relationship {
  const at = RELATIONSHIPS.indexOf(relationship(line, services).value);
  return RELATIONSHIPS[(at + 1) % RELATIONSHIPS.length] ?? 'voluntary';
}

export function outcome(line: LineForm): Said<Outcome> {
  return line.outcome ? { value: line.outcome, by: 'staff' } : { value: 'served', by: 'default' };
}

/** A line's outcome, and what no longer goes with it taken away. A client who left did so, until said otherwise, during the service. */
export function withOutcome(line: LineForm, value: Outcome): LineForm {
  const { stage: _stage, ...rest } = line;
  return value === 'left' ? { ...rest, outcome: value, stage: line.stage ?? 'during_service' } : { ...rest, outcome: value };
}

export function withQuantity(line: LineForm, by: number): LineForm {
  return { ...line, quantity: Math.min(QUANTITY_MAX, Math.max(1, (line.quantity ?? 1) + by)) };
}

/** The moment's outcome: that of its least favourable line. */
export function worstOutcome(form: MomentForm): Outcome {
  const worst = Math.max(0, ...lines(form).map((line) => OUTCOMES.indexOf(outcome(line).value)));
  return OUTCOMES[worst] ?? 'served';
}

/** What opens by itself, because an outcome or a relationship calls for it. */
export type Follows = { referral: boolean; barrier: boolean };

export function follows(form: MomentForm): Follows {
  const outcomes = lines(form).map((line) => outcome(line).value);
  return {
    referral: outcomes.includes('referred'),
    barrier: outcomes.some((value) => value !== 'served'),
  };
}

/** Interests at stake, and whether the decision was explained: for the rights of others, and for who was turned away. */
export function hasInterests(line: LineForm, services: Services): boolean {
  return outcome(line).value === 'turned_away' || relationship(line, services).value === 'involuntary_rights_of_others';
}

/** What clients of these services often need next, the first two that are not among the lines already. */
export function proactiveOffers(form: MomentForm, services: Services): ServiceItem[] {
  const picked = new Set(lines(form).map((line) => line.service));
  const keys = new Set([...lines(form)].reverse().flatMap((line) => services.get(line.service)?.next ?? []));
  return [...keys]
    .filter((key) => !picked.has(key))
    .flatMap((key) => services.get(key) ?? [])
    .filter((service) => service.status === 'active')
    .slice(0, OFFERS_MAX);
}

/** A choice of several: chosen again, it goes. */
export function toggled<Value>(chosen: readonly Value[], value: Value): Value[] {
  return chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
}

/** The client's language sets both what was asked for and what was given. */
export function withLanguage(form: MomentForm, language: string): MomentForm {
  return { ...form, language: { ...form.language, requested: language, provided: language } };
}

/** Whether anything was entered that would be lost. */
export function isEmpty(form: MomentForm): boolean {
  const { id: _id, channel: _channel, time_source: _timeSource, ...said } = form;
  return Object.values(said).every((value) => value == null || (Array.isArray(value) && value.length === 0) || value === '');
}
