/** An organization that is being written; it outlives a look elsewhere on the screen. */
import type { OrganizationForm, OrganizationItem } from '@/api';
import type { Level } from '@/shared/words';

export class Draft {
  /** Absent: a new one. */
  readonly of: OrganizationItem | undefined;
  name_en = $state('');
  name_fr = $state('');
  level: Level = $state('municipal');
  place_en = $state('');
  place_fr = $state('');
  hours_en = $state('');
  hours_fr = $state('');
  telephone = $state('');
  bring_en = $state('');
  bring_fr = $state('');
  verified_today = $state(false);

  constructor(of?: OrganizationItem) {
    this.of = of;
    if (!of) return;
    const { id: _id, verified_today: _verified, ...said } = formOf(of);
    Object.assign(this, said);
  }

  form(): OrganizationForm {
    const { name_en, name_fr, level, place_en, place_fr, hours_en, hours_fr, telephone, bring_en, bring_fr, verified_today } = this;
    return { id: this.of?.id ?? null, name_en, name_fr, level, place_en, place_fr, hours_en, hours_fr, telephone, bring_en, bring_fr, verified_today };
  }
}

/** What saves an organization as it is, without saying that anybody verified it. */
export function formOf(of: OrganizationItem): OrganizationForm {
  const { verified_on: _on, needs_verifying: _needs, retired: _retired, conflict: _conflict, read_only: _readOnly, ...said } = of;
  return { ...said, verified_today: false };
}
