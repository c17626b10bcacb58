/** The staff's screens: who sees them, in the order of the bar. */
import type { Component } from 'svelte';
import Cases from '@/features/cases/Cases.svelte';
import Catalogue from '@/features/catalogue/Catalogue.svelte';
import Counter from '@/features/counter/Counter.svelte';
import Directory from '@/features/directory/Directory.svelte';
import FollowUps from '@/features/follow-ups/FollowUps.svelte';
import HandOver from '@/features/hand-over/HandOver.svelte';
import Office from '@/features/office/Office.svelte';
import Review from '@/features/review/Review.svelte';
import type { ScreenId, ScreenProps } from '@/features/screen';
import Today from '@/features/today/Today.svelte';
import Trends from '@/features/trends/Trends.svelte';
import { m, type Message } from '@/i18n';
import type { IconName } from '@/shared/components';
import type { Role } from '@/shared/words';

export type Screen = {
  id: ScreenId;
  name: Message;
  icon: IconName;
  roles: readonly Role[];
  view: Component<ScreenProps>;
  /** By its icon alone, behind the others. */
  aside?: boolean;
};

const everyone: readonly Role[] = ['counter', 'supervisor', 'administrator'];
const supervisors: readonly Role[] = ['supervisor'];
const followers: readonly Role[] = ['counter', 'supervisor'];
const responsible: readonly Role[] = ['supervisor', 'administrator'];

export const screens: readonly Screen[] = [
  { id: 'counter', name: m.app_nav_counter, icon: 'counter', roles: everyone, view: Counter },
  { id: 'today', name: m.app_nav_today, icon: 'list', roles: everyone, view: Today },
  { id: 'cases', name: m.app_nav_cases, icon: 'folder', roles: followers, view: Cases },
  { id: 'directory', name: m.app_nav_directory, icon: 'place', roles: everyone, view: Directory },
  { id: 'review', name: m.app_nav_review, icon: 'chart', roles: supervisors, view: Review },
  { id: 'follow_ups', name: m.app_nav_follow_ups, icon: 'flag', roles: supervisors, view: FollowUps },
  { id: 'trends', name: m.app_nav_trends, icon: 'clock', roles: supervisors, view: Trends },
  { id: 'catalogue', name: m.app_nav_catalogue, icon: 'book', roles: responsible, view: Catalogue },
  { id: 'office', name: m.app_nav_office, icon: 'office', roles: responsible, view: Office },
  { id: 'hand_over', name: m.app_nav_hand_over, icon: 'exchange', roles: everyone, view: HandOver, aside: true },
];

export function screensFor(roles: readonly Role[]): readonly Screen[] {
  return screens.filter((screen) => roles.some((role) => screen.roles.includes(role)));
}

/** Whether it takes more than the counter's rights: such a screen is covered while they rest. */
export function isBeyondTheCounter(screen: Screen): boolean {
  return !screen.roles.includes('counter');
}
