/**
 * A pretend directory: some kinds of places and a few invented ones, which keeps what it is told and refuses what the desk
 * refuses, so the feature's tests stand on it too. `?directory=empty` begins with none.
 */
import type { ApiError, Directory, DirectoryPreview, OrganizationForm, OrganizationItem } from '@/api';
import type { Commands } from '@/platform/fake';
import type { Level } from '@/shared/words';

const TODAY = '2026-11-24';
const id = (n: number) => `00000000-0000-4000-8000-${(n + 5000).toString().padStart(12, '0')}`;

const place = (n: number, name_en: string, name_fr: string, level: Level, some: Partial<OrganizationItem> = {}): OrganizationItem => ({
  id: id(n), name_en, name_fr, level, place_en: '', place_fr: '', hours_en: '', hours_fr: '', telephone: '', bring_en: '', bring_fr: '',
  verified_on: null, needs_verifying: true, retired: false, conflict: false, read_only: false, ...some,
});

export const PLACES: readonly OrganizationItem[] = [
  place(1, '211 (community and social services)', '211 (services communautaires et sociaux)', 'other', { telephone: '211' }),
  place(2, 'Building and planning permits', 'Permis de construction et urbanisme', 'municipal'),
  place(3, 'City hall, front counter', 'Hôtel de ville, accueil', 'municipal', {
    place_en: '901 Lichen Street, ground floor\nAcross from the ferry office', place_fr: '901, rue du Lichen, rez-de-chaussée\nEn face du bureau du traversier',
    hours_en: 'Monday to Friday, 9:00 to 12:00 and 13:00 to 16:30', hours_fr: 'Du lundi au vendredi, de 9 h à 12 h et de 13 h à 16 h 30', telephone: '555-0100',
    bring_en: 'The letter that you received\nOne piece of identification', bring_fr: 'La lettre reçue\nUne pièce d’identité', verified_on: '2026-11-02', needs_verifying: false,
  }),
  place(4, 'Court registry', 'Greffe du tribunal', 'provincial_territorial'),
  place(5, 'Driver and vehicle licensing office', 'Bureau des permis de conduire et de l’immatriculation', 'provincial_territorial', {
    place_en: '14 Ptarmigan Road', hours_en: 'Tuesday and Thursday, 10:00 to 15:00', telephone: '555-0142, ext. 3', bring_fr: 'Le permis échu', verified_on: '2026-03-04',
  }),
  place(6, 'Friendship centre', 'Centre d’amitié autochtone', 'indigenous'),
  place(7, 'Health card and health insurance office', 'Bureau de la carte santé et de l’assurance maladie', 'provincial_territorial'),
  place(8, 'Legal aid office', 'Bureau d’aide juridique', 'provincial_territorial', { telephone: '555-0177' }),
  place(9, 'Passport office', 'Bureau des passeports', 'federal'),
  place(10, 'Public library', 'Bibliothèque publique', 'municipal', { verified_on: '2026-10-19', needs_verifying: false }),
  place(11, 'Vital statistics (birth, marriage, death certificates)', 'État civil (certificats de naissance, de mariage et de décès)', 'provincial_territorial'),
  place(12, 'Ferry counter', '', 'other', { retired: true }),
];

const wrong = (field: string, problem: string): ApiError => ({ code: 'invalid', field, data: { problem } });

export function directoryDesk(places: readonly OrganizationItem[] = PLACES, canEdit = true): Commands {
  let known = [...places];
  let looks = 0;
  let imported = false;
  const offered = () => known.filter(({ retired }) => !retired).map((each) => each.id);
  const view = (): Directory => ({
    organizations: [...known].sort((a, b) => (a.name_en || a.name_fr).localeCompare(b.name_en || b.name_fr)),
    usual_came_from: [id(3), id(5), ...offered()].filter((each, at, all) => all.indexOf(each) === at && offered().includes(each)).slice(0, 9),
    usual_sent_to: offered().slice(0, 9),
    can_edit: canEdit,
  });
  const put = (item: OrganizationItem): OrganizationItem => {
    known = [...known.filter((each) => each.id !== item.id), item];
    return item;
  };
  const one = (of: unknown) => {
    const found = known.find((each) => each.id === of);
    if (!found) throw { code: 'not_found', field: null, data: {} };
    return found;
  };
  return {
    directory: view,
    start_directory: () => {
      known = [...known, ...PLACES.filter((each) => !each.retired && !known.some((other) => other.id === each.id))];
      return view();
    },
    save_organization: ({ form }) => {
      const { id: of, verified_today, ...said } = form as OrganizationForm;
      const before = of ? one(of) : place(known.length + 100, '', '', 'other');
      if (said.name_en.trim() === '' && said.name_fr.trim() === '') throw wrong('name_en', 'missing');
      if (said.telephone !== '' && !/\d{3}/.test(said.telephone)) throw wrong('telephone', 'unknown');
      return put({ ...before, ...said, ...(verified_today ? { verified_on: TODAY, needs_verifying: false } : {}) });
    },
    retire_organization: ({ id: of, retired }) => put({ ...one(of), retired: retired as boolean }),
    preview_directory: ({ path }): DirectoryPreview => {
      const name = String(path).split('/').at(-1) ?? '';
      if (name === 'inventory.csv') throw { code: 'not_a_directory', field: null, data: { file: name, reason: 'missing_columns', columns: 'name_en, name_fr' } };
      looks += 1;
      const counts = imported ? { new: 0, changed: 0, unchanged: 43, samples: [] } : {
        new: 40, changed: 1, unchanged: 2,
        samples: [
          { change: 'changed', key: id(3), name_en: 'City hall, front counter', name_fr: 'Hôtel de ville, accueil', fields: ['hours_en', 'hours_fr'] },
          { change: 'new', key: id(99), name_en: 'Skating rink office', name_fr: '', fields: [] },
        ],
      };
      return {
        token: `look-${looks}`, name, rows: 45, ...counts, unread: ['remarks'],
        refused: [{ line: 7, column: 'level', reason: 'bad_level' }, { line: 31, column: null, reason: 'repeated' }],
      };
    },
    import_directory: () => {
      imported = true;
      return { new: 40, changed: 1, unchanged: 2, refused: 2 };
    },
    choose_place: ({ name }) => `/home-of-somebody/${String(name)}`,
    export_directory: ({ path }) => ({ name: String(path).split('/').at(-1) ?? '', organizations: known.length }),
  };
}
