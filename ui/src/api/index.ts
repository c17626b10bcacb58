/**
 * What the staff's screens ask of the desk. The commands and their types are generated (`bindings.ts`, and `types.ts`
 * under the names that views use); here a command's result becomes its value, or a thrown ApiFailure.
 */
import { listen, type Unlisten } from './news';
import { commands, type BothLanguages } from './bindings';
import { ApiFailure, type ApiError } from './errors';
import { pinGiven, purposeOf } from './pin-needed';
import type { SessionView } from './types';

export { ApiFailure, asApiError, errorWords, fieldError, type ApiError } from './errors';
export { onPinNeeded, pinGiven } from './pin-needed';
export type * from './types';

type Generated = typeof commands;
type Data<Call> = Extract<Call, { status: 'ok' }> extends { data: infer Value } ? Value : never;

/** Every command of the desk, which gives its value or throws. */
export type DeskCalls = {
  [Name in keyof Generated]: (...args: Parameters<Generated[Name]>) => Promise<Data<Awaited<ReturnType<Generated[Name]>>>>;
};

type Result = { status: 'ok'; data: unknown } | { status: 'error'; error: ApiError };

/** `const day = await desk.reviewDay(date, filter);` */
export const desk = Object.fromEntries(
  Object.entries(commands).map(([name, call]) => [
    name,
    async (...args: unknown[]) => {
      for (;;) {
        const result = (await (call as (...args: unknown[]) => Promise<Result>)(...args)) satisfies Result;
        if (result.status === 'ok') return result.data;
        const purpose = purposeOf(result.error);
        if (!purpose || !(await pinGiven(purpose))) throw new ApiFailure(result.error);
      }
    },
  ]),
) as unknown as DeskCalls;

/** Who is signed in, and where. */
export type Session = SessionView & { office: BothLanguages; workstation: string };

/** The names of entities that changed ("moment:…"); a view that shows one of them reads again. */
export function onChanged(heard: (entities: string[]) => void): Promise<Unlisten> {
  return listen<string[]>('changed', heard);
}

/** The window was asked to close while moments are still open; closed again at once, it closes. */
export function onClosing(heard: () => void): Promise<Unlisten> {
  return listen<null>('closing', heard);
}
