/**
 * What the views of the directory share: the organizations, what is looked for, which one is open, and what was just done.
 * What changes it goes through one queue, so that steps are taken in their order.
 */
import { desk, errorWords, onChanged, type OrganizationForm, type OrganizationItem } from '@/api';
import { m } from '@/i18n';
import { nameOf } from '@/moment/directory.svelte';
import type { ErrorWords } from '@/shared/error-words';
import { formOf, type Draft } from './draft.svelte';
import { narrowed, type Narrow } from './find';

const READ_AGAIN_AFTER_MS = 60;

/** What was just done, and the way back where there is one. */
type Done = { text: string; undo?: () => Promise<unknown> };

export class DirectoryState {
  ready = $state(false);
  all: readonly OrganizationItem[] = $state.raw([]);
  mayEdit = $state(false);
  failed: ErrorWords | undefined = $state.raw();
  done: Done | undefined = $state.raw();

  query = $state('');
  narrow: Narrow = $state('all');
  /** The organization whose page is open. */
  opened: string | undefined = $state();
  draft: Draft | undefined = $state.raw();
  importing = $state(false);

  readonly found = $derived(narrowed(this.all, this.query, this.narrow));
  readonly open = $derived(this.all.find((each) => each.id === this.opened));

  #queue: Promise<unknown> = Promise.resolve();
  #reading: ReturnType<typeof setTimeout> | undefined;

  /** Reads and listens. Returns what ends it. */
  start(): () => void {
    void this.refresh();
    const listening = onChanged((entities) => {
      if (!entities.some((each) => each.startsWith('organization:'))) return;
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

  show(id: string | undefined): void {
    this.opened = id;
    this.draft = undefined;
    this.importing = false;
  }

  /** The kinds of places that are built in. */
  begin(): Promise<void> {
    return this.#do(async () => {
      const before = this.all.length;
      const { organizations } = await desk.startDirectory();
      this.done = { text: m.directory_began({ count: organizations.length - before }) };
      await this.#read();
    });
  }

  /** Throws what the desk refuses, for the form to say at its fields. */
  async save(form: OrganizationForm, before: OrganizationItem | undefined): Promise<OrganizationItem> {
    const saved = await desk.saveOrganization(form);
    const name = nameOf(saved);
    // That a person verified it stays said: undoing a correction gives back its words alone.
    const back = () => (before ? this.#do(() => desk.saveOrganization(formOf(before)).then(() => this.#read())) : this.retire(saved, true));
    this.done = { text: before ? m.directory_saved({ name }) : m.directory_added({ name }), undo: back };
    await this.refresh();
    return saved;
  }

  /** All of it is right, as somebody made sure today. */
  verify(organization: OrganizationItem): Promise<void> {
    return this.#do(async () => {
      await desk.saveOrganization({ ...formOf(organization), verified_today: true });
      this.done = { text: m.directory_verified_now({ name: nameOf(organization) }) };
      await this.#read();
    });
  }

  retire(organization: OrganizationItem, retired: boolean): Promise<void> {
    return this.#do(async () => {
      await desk.retireOrganization(organization.id, retired);
      const name = nameOf(organization);
      this.done = {
        text: retired ? m.directory_retired({ name }) : m.directory_brought_back({ name }),
        undo: () => this.retire(organization, !retired),
      };
      await this.#read();
    });
  }

  /** The system's own window says where. */
  export(): Promise<void> {
    return this.#do(async () => {
      const path = await desk.choosePlace(m.directory_file_name());
      if (!path) return;
      const { name, organizations } = await desk.exportDirectory(path);
      this.done = { text: m.directory_exported({ count: organizations, name }) };
    });
  }

  async undo(): Promise<void> {
    const undo = this.done?.undo;
    if (!undo) return;
    await undo();
    if (!this.failed) this.done = { text: m.directory_undone() };
  }

  async #read(): Promise<void> {
    const { organizations, can_edit } = await desk.directory();
    this.all = organizations;
    this.mayEdit = can_edit;
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
