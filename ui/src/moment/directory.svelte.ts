/**
 * The directory as a moment needs it: where clients may be sent and come from, and the nine of each that have a digit.
 * Read when a screen with a moment on it begins and again when it changed; without it, names are typed.
 */
import { desk, onChanged, type OrganizationItem } from '@/api';
import { inLocale } from '@/i18n';

type OrganizationId = OrganizationItem['id'];

class Known {
  /** By name; retired ones too, whose names may stand in a moment. */
  organizations: readonly OrganizationItem[] = $state.raw([]);
  #usual: { cameFrom: readonly OrganizationId[]; sentTo: readonly OrganizationId[] } = $state.raw({ cameFrom: [], sentTo: [] });

  readonly byId: ReadonlyMap<OrganizationId, OrganizationItem> = $derived(new Map(this.organizations.map((each) => [each.id, each])));
  readonly offered: readonly OrganizationItem[] = $derived(this.organizations.filter((each) => !each.retired));
  readonly usualCameFrom: readonly OrganizationItem[] = $derived(this.#usual.cameFrom.flatMap((id) => this.byId.get(id) ?? []));
  readonly usualSentTo: readonly OrganizationItem[] = $derived(this.#usual.sentTo.flatMap((id) => this.byId.get(id) ?? []));

  async read(): Promise<void> {
    const found = await desk.directory();
    this.organizations = found.organizations;
    this.#usual = { cameFrom: found.usual_came_from, sentTo: found.usual_sent_to };
  }
}

export const directory = new Known();

/** Reads and listens. Returns what ends it. Where it can't be read, what was read stays, and any name can be typed. */
export function followDirectory(): () => void {
  const read = () => void directory.read().catch(() => {});
  read();
  const listening = onChanged((entities) => {
    if (entities.some((each) => each.startsWith('organization:'))) read();
  });
  return () => void listening.then((stop) => stop());
}

/** In the reader's language; where it has one name only, that one. */
export function nameOf({ name_en, name_fr }: Pick<OrganizationItem, 'name_en' | 'name_fr'>): string {
  return inLocale({ en: name_en, fr: name_fr });
}

/** What a search looks through: both names. */
export function wordsOf({ name_en, name_fr }: OrganizationItem): string {
  return `${inLocale({ en: name_en, fr: name_fr })} ${name_en} ${name_fr}`;
}
