/** What a form says, what stands by default, and what an outcome brings with it. Pure: a change gives a new form. */
import type { FollowUpRule, LineForm, MomentForm, ServiceItem } from '@/api';
import { OFFER_ANSWERS, OUTCOMES, RELATIONSHIPS, STAGES, type ClientOfMoment, type Outcome, type Relationship, type Stage } from '@/shared/words';

/** The service of a line that is classified later. */
export const UNCLASSIFIED = 'unclassified';

/** Offers that may be seen beside a moment. */
const OFFERS_MAX = 2;
const QUANTITY_MAX = 999;
/** Whoever goes sooner than this was not greeted yet. */
const GREETED_AFTER_SECONDS = 30;

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

/** A service is picked. Of a client who walked off before one was, it is what they had come for. */
export function pickService(form: MomentForm, service: string): MomentForm {
  const [first, ...others] = lines(form);
  if (others.length === 0 && first && isWalkOff(first)) return changeLine(form, 0, { service });
  return addLine(form, service);
}

function isWalkOff(line: LineForm): boolean {
  return line.service === UNCLASSIFIED && line.outcome === 'left' && line.stage !== 'during_service' && line.stage_by === 'default';
}

export function changeLine(form: MomentForm, at: number, change: Partial<LineForm>): MomentForm {
  return { ...form, services: lines(form).map((line, index) => (index === at ? { ...line, ...change } : line)) };
}

/** Without a line, and without what was offered only because of it. */
export function removeLine(form: MomentForm, at: number, services: Services): MomentForm {
  const left = lines(form).filter((_, index) => index !== at);
  const next = left.flatMap(({ service }) => services.get(service)?.next ?? []);
  const offers = form.offers && Object.fromEntries(Object.entries(form.offers).filter(([service]) => next.includes(service)));
  return { ...form, services: left, ...(offers && { offers }) };
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

/** A line's outcome, and what no longer goes with it taken away. When a client left whose service was picked, is guessed. */
export function withOutcome(line: LineForm, value: Outcome): LineForm {
  // Named, so that a change of this line takes them away too.
  if (value !== 'left') return { ...line, outcome: value, stage: undefined, stage_by: undefined };
  return line.stage ? { ...line, outcome: value } : { ...line, outcome: value, stage: 'during_service', stage_by: 'default' };
}

/** When a client left, and whether that is the app's guess. */
export function stage(line: LineForm): Said<Stage> {
  return { value: line.stage ?? 'during_service', by: line.stage_by === 'default' || !line.stage ? 'default' : 'staff' };
}

/**
 * The client walked off. Where nothing was picked yet, that is a line to classify later; when they left is guessed, from
 * how many seconds they had been here. Said again of a line, it goes round the stages, and is staff's.
 */
export function walkOff(form: MomentForm, at: number, seconds: number): MomentForm {
  const line = lines(form)[at];
  if (!line) {
    const guess = seconds < GREETED_AFTER_SECONDS ? 'before_greeting' : 'during_preparation';
    return { ...form, services: [{ service: UNCLASSIFIED, outcome: 'left', stage: guess, stage_by: 'default' }] };
  }
  if (line.outcome !== 'left') return changeLine(form, at, withOutcome(line, 'left'));
  const next = STAGES[(STAGES.indexOf(stage(line).value) + 1) % STAGES.length];
  return changeLine(form, at, { stage: next, stage_by: null });
}

/** The client was gone when it was looked for: what no outcome was said of, or else the last line, is left; its end is not known. */
export function leftBehind(form: MomentForm, seconds: number): MomentForm {
  const all = lines(form);
  if (all.length === 0) return { ...walkOff(form, 0, seconds), time_source: 'inaccurate' };
  const open = all.some((line) => !line.outcome);
  const gone = (line: LineForm, at: number) => (open ? !line.outcome : at === all.length - 1);
  return { ...form, services: all.map((line, at) => (gone(line, at) ? withOutcome(line, 'left') : line)), time_source: 'inaccurate' };
}

export function withQuantity(line: LineForm, by: number): LineForm {
  return { ...line, quantity: Math.min(QUANTITY_MAX, Math.max(1, (line.quantity ?? 1) + by)) };
}

/** The client, as the lines make them: mixed where they differ, and never forced to a side. */
export function client(form: MomentForm, services: Services): ClientOfMoment | undefined {
  const sides = new Set(lines(form).map((line) => (relationship(line, services).value === 'voluntary' ? 'voluntary' : 'involuntary')));
  return sides.size > 1 ? 'mixed' : [...sides][0];
}

/**
 * What a moment opens for the supervisor by itself; the desk derives it from what was saved in the same way. `visits`: of
 * its case, before this one.
 */
export function followUps(form: MomentForm, visits = 0): FollowUpRule[] {
  const third = form.contact ? form.contact === '3_or_more' : visits >= 2;
  const refused = lines(form).some((line) => outcome(line).value === 'turned_away' && line.recourse_told === false);
  const rules: [boolean, FollowUpRule][] = [
    [form.feedback?.includes('complaint') ?? false, 'complaint'],
    [refused, 'refusal_without_recourse'],
    [third, 'third_contact'],
    [form.note_flagged === true && (form.note ?? '').trim() !== '', 'flagged_note'],
  ];
  return rules.flatMap(([opens, rule]) => (opens ? [rule] : []));
}

const isGone = (form: MomentForm) => lines(form).length > 0 && lines(form).every((line) => line.outcome === 'left');

/** Whoever left can't be asked, and the next client must not find their invitation; who is back can. */
export function withoutTheGone(before: MomentForm, after: MomentForm): MomentForm {
  if (isGone(after) && !isGone(before)) return { ...after, withdrawn: after.withdrawn ?? 'client_gone' };
  if (isGone(before) && !isGone(after) && after.withdrawn === 'client_gone') return { ...after, withdrawn: null };
  return after;
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

/** As what the client is here: as they said unasked, else as the first service that implies it has it. */
export function standingOf(form: MomentForm, services: Services): MomentForm['standing'] | undefined {
  if (form.standing?.source === 'said_unasked') return form.standing;
  const implied = lines(form).map(({ service }) => services.get(service)?.implied_standing).find((each) => each != null);
  return implied ? { value: implied, source: 'implied_by_service' } : undefined;
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

/** One key goes round an offer's answers, and back to none. */
export function answerOffer(form: MomentForm, services: Services, at: number): MomentForm {
  const service = proactiveOffers(form, services)[at];
  if (!service) return form;
  const { [service.key]: before, ...others } = form.offers ?? {};
  const next = OFFER_ANSWERS[before ? OFFER_ANSWERS.indexOf(before) + 1 : 0];
  return { ...form, offers: next ? { ...others, [service.key]: next } : others };
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
  return Object.values(said).every((value) => value == null || (Array.isArray(value) && value.length === 0) || value === '' || (typeof value === 'object' && Object.keys(value).length === 0));
}
