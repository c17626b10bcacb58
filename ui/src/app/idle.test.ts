import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { beforeLeaving, keepAll } from '@/shared/before-leaving';
import { whenIdle } from './idle';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const minutes = (count: number) => vi.advanceTimersByTime(count * 60_000);

test('a counter that nobody touches is locked after as long as the office says, and each touch begins it anew', () => {
  const lock = vi.fn();
  const stop = whenIdle(15, lock);
  minutes(14);
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));
  minutes(14);
  expect(lock).not.toHaveBeenCalled();
  minutes(1);
  expect(lock).toHaveBeenCalledOnce();
  stop();
  window.dispatchEvent(new Event('pointerdown'));
  minutes(60);
  expect(lock).toHaveBeenCalledOnce();
});

test('before it is left, a screen keeps what was entered; what fails holds nobody back', async () => {
  const kept: string[] = [];
  const forget = beforeLeaving(async () => void kept.push('draft'));
  const broken = beforeLeaving(() => Promise.reject(new Error('full disk')));
  await keepAll();
  forget();
  broken();
  await keepAll();
  expect(kept).toEqual(['draft']);
});
