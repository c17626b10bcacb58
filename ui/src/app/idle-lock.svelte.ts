/** A counter that nobody is at locks itself, after as long as the office says. */
import { desk, onChanged } from '@/api';
import { keepAll } from '@/shared/before-leaving';
import { whenIdle } from './idle';

const USUAL_IDLE_MINUTES = 15;

/** Call once in a component's script; it holds for as long as the component is there. `onlocked` is told once it is locked. */
export function lockWhenIdle(onlocked: () => void): void {
  let minutes = $state(USUAL_IDLE_MINUTES);
  $effect(() => {
    // Where that can't be read, the usual time stays in force.
    const read = () => void desk.counter().then((counter) => (minutes = counter.idle_lock_minutes), () => {});
    read();
    const listening = onChanged((entities) => {
      if (entities.some((entity) => entity.startsWith('office:'))) read();
    });
    return () => void listening.then((stop) => stop());
  });
  $effect(() => whenIdle(minutes, () => lock(onlocked)));
}

/** Says false where the desk doesn't lock, because a client is answering. */
async function lock(onlocked: () => void): Promise<boolean> {
  await keepAll();
  const locked = await desk.lockWhenIdle();
  if (locked) onlocked();
  return locked;
}
