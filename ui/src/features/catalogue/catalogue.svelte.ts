/**
 * What the views of the catalogue share: the services, the office's list, where the reader is, and what was just done.
 * What changes the list goes through one queue, so that keys pressed faster than the disk writes are done in their order.
 */
import { desk, errorWords, onChanged, type QuickListForm, type ServiceForm, type ServiceItem, type ServiceView, type Session } from '@/api';
import { m } from '@/i18n';
import type { ErrorWords } from '@/shared/error-words';
import { formOf, type Draft } from './draft.svelte';
import { indexed, isGone, nameOf, search, toConfirm, type Filter } from './find';

const READ_AGAIN_AFTER_MS = 60;
export const FIRST_ROWS = 100;

export const TABS = ['services', 'confirm', 'list', 'import'] as const;
export type Tab = (typeof TABS)[number];

/** What was just done, and the way back where there is one. */
type Done = { text: string; undo?: () => Promise<unknown> };

export class CatalogueState {
  ready = $state(false);
  services: ServiceItem[] = $state.raw([]);
  failed: ErrorWords | undefined = $state.raw();
  done: Done | undefined = $state.raw();

  tab: Tab = $state('services');
  query = $state('');
  filter: Filter = $state('all');
  limit = $state(FIRST_ROWS);
  /** The service whose page is open, and the tab from which it was. */
  opened: string | undefined = $state();
  from: Tab = $state('services');
  draft: Draft | undefined = $state.raw();

  #list: QuickListForm = $state.raw({ quick: [], offered: [] });
  readonly index = $derived(indexed(this.services));
  readonly byKey = $derived(new Map(this.services.map((service) => [service.key, service])));
  readonly proposed = $derived(this.index.map(({ service }) => service).filter(toConfirm));
  /** The office's list as the counter has it: what is withdrawn or retired is not on it, and goes with the next change. */
  readonly list: QuickListForm = $derived.by(() => {
    const stands = (key: string) => this.byKey.get(key)?.status === 'active';
    return { quick: this.#list.quick.filter(stands), offered: this.#list.offered.filter(stands) };
  });
  readonly goneFromList = $derived(
    [...this.#list.quick, ...this.#list.offered].flatMap((key) => this.byKey.get(key) ?? []).filter(isGone),
  );

  /** Supervisors look, and choose what the office offers; the rest is the administrators'. */
  readonly mayEdit: boolean;

  #queue: Promise<unknown> = Promise.resolve();
  #reading: ReturnType<typeof setTimeout> | undefined;

  constructor({ roles }: Pick<Session, 'roles'>) {
    this.mayEdit = roles.includes('administrator');
  }

  /** Reads and listens. Returns what ends it. */
  start(): () => void {
    void this.refresh();
    const listening = onChanged((entities) => {
      if (!entities.some((each) => /^(service|standard|quick_list):/.test(each))) return;
      clearTimeout(this.#reading);
      this.#reading = setTimeout(() => void this.refresh(), READ_AGAIN_AFTER_MS);
    });
    return () => {
      clearTimeout(this.#reading);
      void listening.then((stop) => stop());
    };
  }

  refresh(): Promise<void> {
    return this.#do(() => this.#read());
  }

  /** Active services that hold what was typed, in either language, for a field that finds one. */
  findActive(query: string, leftOut: (key: string) => boolean = () => false): ServiceItem[] {
    return search(this.index, query)
      .map(({ service }) => service)
      .filter((service) => !isGone(service) && !leftOut(service.key));
  }

  goTo(tab: Tab): void {
    this.tab = tab;
    if (!this.done?.undo) this.done = undefined;
    this.failed = undefined;
  }

  open(key: string): void {
    if (this.opened === undefined) this.from = this.tab;
    this.opened = key;
    this.tab = 'services';
  }

  close(): void {
    this.opened = undefined;
    this.tab = this.from;
    this.from = 'services';
  }

  /** The number on the key of a service, as the counter has it. */
  keyNumber(key: string): number | undefined {
    const place = this.list.quick.indexOf(key);
    return place < 0 ? undefined : place + 1;
  }

  changeList(change: (list: QuickListForm) => QuickListForm, text: string): Promise<void> {
    return this.#do(async () => {
      const before = this.list;
      await this.#saveList(change(before));
      this.done = { text, undo: () => this.#do(() => this.#saveList(before)) };
    });
  }

  confirm(services: readonly ServiceItem[]): Promise<void> {
    return this.#do(async () => {
      const count = await desk.confirmRelationships(services.map(({ key }) => key));
      this.done = { text: m.catalogue_confirmed({ count }) };
      await this.#read();
    });
  }

  retire(service: ServiceItem, retired: boolean): Promise<void> {
    return this.#do(async () => {
      await desk.retireService(service.key, retired);
      const name = nameOf(service);
      this.done = {
        text: retired ? m.catalogue_retired({ name }) : m.catalogue_brought_back({ name }),
        undo: () => this.retire(service, !retired),
      };
      await this.#read();
    });
  }

  /** Throws what the desk refuses, for the form to say at its fields. */
  async save(form: ServiceForm, before: ServiceView | undefined): Promise<ServiceView> {
    const saved = await desk.saveService(form);
    const name = nameOf(saved.item);
    if (!before) {
      this.done = { text: m.catalogue_added({ name }), undo: () => this.retire(saved.item, true) };
    } else if (before.item.relationship_state === 'confirmed') {
      this.done = { text: m.catalogue_saved({ name }), undo: () => this.#do(async () => { await desk.saveService(formOf(before)); await this.#read(); }) };
    } else {
      // It was proposed until now, and nothing makes a proposal of a decision again.
      this.done = { text: m.catalogue_saved({ name }) };
    }
    await this.refresh();
    return saved;
  }

  async undo(): Promise<void> {
    const undo = this.done?.undo;
    if (!undo) return;
    await undo();
    if (!this.failed) this.done = { text: m.catalogue_undone() };
  }

  async #saveList(list: QuickListForm): Promise<void> {
    const before = this.#list;
    this.#list = list;
    try {
      await desk.saveQuickList(list);
    } catch (error) {
      this.#list = before;
      throw error;
    }
  }

  async #read(): Promise<void> {
    const [services, list] = await Promise.all([desk.services(), desk.quickList()]);
    this.services = services;
    this.#list = list;
    this.ready = true;
  }

  #do(step: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(async () => {
      try {
        await step();
        this.failed = undefined;
      } catch (error) {
        this.done = undefined;
        this.failed = errorWords(error);
      }
    });
    this.#queue = done;
    return done;
  }
}
