/** A service that is being written: an own one, or the office's changes to any. It outlives a look at another tab. */
import type { ServiceForm, ServiceView } from '@/api';
import type { Relationship, Standing } from '@/shared/words';

export class Draft {
  /** Absent: a new one. */
  readonly key: string | null;
  name_en = $state('');
  name_fr = $state('');
  description_en = $state('');
  description_fr = $state('');
  relationship: Relationship | null = $state(null);
  next: string[] = $state.raw([]);
  implied_standing: Standing | null = $state(null);

  constructor(of?: ServiceView) {
    this.key = of?.item.key ?? null;
    if (of) Object.assign(this, formOf(of));
  }

  form(relationship: Relationship): ServiceForm {
    const { key, name_en, name_fr, description_en, description_fr, next, implied_standing } = this;
    return { key, name_en, name_fr, description_en, description_fr, relationship, next, implied_standing };
  }
}

/** What saves a service as it is. */
export function formOf({ item, description_en, description_fr }: ServiceView): ServiceForm {
  const { key, name_en, name_fr, relationship, next, implied_standing } = item;
  return { key, name_en, name_fr, description_en, description_fr, relationship, next, implied_standing };
}
