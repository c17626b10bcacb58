/**
 * A pretend catalogue: a few services of a counter, and as many invented ones as the national inventory has. It keeps
 * what it is told and refuses what the desk refuses, so the feature's tests stand on it too.
 */
import type { ApiError, ImportPreview, Imported, QuickListForm, ServiceForm, ServiceItem, ServiceView, StandardItem } from '@/api';
import type { Commands } from '@/platform/fake';
import type { Relationship } from '@/shared/words';

const key = (n: number) => `00000000-0000-4000-8000-${n.toString().padStart(12, '0')}`;

type Written = [en: string, fr: string, relationship: Relationship, next: number[], lifeEvent?: string];
const reasons: Record<Relationship, [en: string, fr: string]> = {
  voluntary: ['The client asks for it.', 'La personne le demande.'],
  involuntary_obligation: ['The law asks it of the client.', 'La loi l’exige de la personne.'],
  involuntary_rights_of_others: ['It protects the neighbours.', 'Elle protège le voisinage.'],
};
const counter: Written[] = [
  ['Passport: new or renewal', 'Passeport : demande ou renouvellement', 'voluntary', [8]],
  ['Social Insurance Number', 'Numéro d’assurance sociale', 'involuntary_obligation', [2, 7], 'arrival'],
  ['Employment Insurance', 'Assurance-emploi', 'voluntary', [1], 'job_loss'],
  ['Old Age Security', 'Sécurité de la vieillesse', 'voluntary', [], 'retirement'],
  ['Driver’s licence', 'Permis de conduire', 'involuntary_obligation', [5]],
  ['Vehicle registration', 'Immatriculation d’un véhicule', 'involuntary_obligation', [4]],
  ['Building permit', 'Permis de construire', 'involuntary_rights_of_others', []],
  ['Health card', 'Carte d’assurance maladie', 'voluntary', [1], 'arrival'],
  ['Certified copy of a document', 'Copie certifiée conforme d’un document', 'voluntary', [0]],
  ['Change of address', 'Changement d’adresse', 'involuntary_obligation', [4, 7], 'move'],
  ['Payment of a fine', 'Paiement d’une amende', 'involuntary_rights_of_others', []],
];

const owners = [
  ['Department of Ferries and Lighthouses', 'Ministère des Traversiers et des Phares'],
  ['Northern Orchards Agency', 'Agence des vergers du Nord'],
  ['Board of Kites and Balloons', 'Office des cerfs-volants et des ballons'],
  ['Commission of Quiet Streets', 'Commission des rues tranquilles'],
  ['Canadian Office of Invented Services and Remarkably Long Titles', 'Bureau canadien des services inventés et des titres remarquablement longs'],
] as const;
type Act = [en: string, fr: string, rule: string, relationship: Relationship];
const acts: Act[] = [
  ['Licence to operate', 'Licence d’exploitation', 'permission', 'involuntary_obligation'],
  ['Annual return', 'Déclaration annuelle', 'regulatory_transaction', 'involuntary_obligation'],
  ['Grant', 'Subvention', 'asked_for', 'voluntary'],
  ['General information', 'Renseignements généraux', 'asked_for', 'voluntary'],
  ['Inspection', 'Inspection', 'rules_for_society', 'involuntary_rights_of_others'],
  ['Notice of violation', 'Avis d’infraction', 'penalty_or_intervention', 'involuntary_rights_of_others'],
  ['Report of a danger', 'Signalement d’un danger', 'protection_asked_for', 'voluntary'],
  ['Registration', 'Enregistrement', 'rules_for_clients', 'involuntary_obligation'],
];
const things = [
  ['small boats', 'petites embarcations'], ['lighthouses', 'phares'], ['apple trees', 'pommiers'], ['beehives', 'ruches'], ['box kites', 'cerfs-volants cellulaires'],
  ['hot-air balloons', 'montgolfières'], ['snow fences', 'clôtures à neige'], ['street pianos', 'pianos publics'], ['ice roads', 'routes de glace'],
] as const;

function item(of: string, some: Partial<ServiceItem>): ServiceItem {
  return {
    key: of, name_en: '', name_fr: '', relationship: 'voluntary', relationship_state: 'proposed', source: 'own', status: 'active',
    relationship_rule: null, relationship_reason_en: '', relationship_reason_fr: '', quick: null, offered: false, owner_en: '', owner_fr: '', next: [], implied_standing: null, ...some,
  };
}

type Known = ServiceView & { item: ServiceItem };

function starter([name_en, name_fr, relationship, next, lifeEvent]: Written, at: number): Known {
  const relationship_state = at < 4 ? 'confirmed' : 'proposed';
  const [relationship_reason_en, relationship_reason_fr] = reasons[relationship];
  return {
    item: item(key(at), {
      name_en, name_fr, relationship, relationship_state, relationship_rule: 'starter', relationship_reason_en, relationship_reason_fr,
      source: 'starter', owner_en: 'Local services', owner_fr: 'Services locaux', next: next.map(key),
    }),
    description_en: `${name_en}. At the counter, with what the person brought.`,
    description_fr: `${name_fr}. Au comptoir, avec ce que la personne a apporté.`,
    fiscal_year: '2026-2027', life_event: lifeEvent ?? null,
    standards: at % 2 === 0 ? [standard(at, 25, 'wait'), standard(at + 100, null, 'unknown')] : [],
  };
}

function standard(n: number, threshold_minutes: number | null, measures: string): StandardItem {
  return {
    key: key(900 + n), channel: 'PERSON', target: 0.8, threshold_minutes, measures, fiscal_year: '2026-2027',
    text_en: threshold_minutes ? `The wait before an officer sees you is ${threshold_minutes} minutes or less.` : 'The file is decided within ten business days.',
    text_fr: threshold_minutes ? `L’attente avant d’être reçu est de ${threshold_minutes} minutes ou moins.` : 'La décision est rendue dans les dix jours ouvrables.',
  };
}

function official(n: number): Known {
  const [act, thing, owner] = [acts[n % acts.length], things[Math.floor(n / acts.length) % things.length], owners[Math.floor(n / 72) % owners.length]];
  const [actEn = '', actFr = '', rule = '', relationship = 'voluntary' as const] = act ?? [];
  return {
    item: item(`SRV${(1000 + n).toString().padStart(5, '0')}`, {
      name_en: `${actEn}: ${thing?.[0]} (${n})`, name_fr: `${actFr} : ${thing?.[1]} (${n})`, relationship, relationship_rule: rule, source: 'official',
      status: n % 97 === 96 ? 'withdrawn' : 'active', owner_en: owner?.[0] ?? '', owner_fr: owner?.[1] ?? '',
    }),
    description_en: 'Invented for looking at.', description_fr: 'Inventé pour l’exemple.', fiscal_year: '2024-2025', life_event: null, standards: [],
  };
}

const preview: ImportPreview = {
  token: 'look-1',
  files: [
    {
      name: 'services.csv', table: 'services', rows: 1240, new: 1200, changed: 3, unchanged: 2, superseded: 33, withdrawn: 1,
      refused: [
        { line: 17, column: 'service_id', reason: 'bad_id' },
        { line: 402, column: null, reason: 'wrong_cell_count' },
      ],
      samples: [
        { change: 'withdrawn', key: 'SRV01000', name_en: 'Licence to operate: sledges', name_fr: 'Licence d’exploitation : traîneaux', fields: [] },
        { change: 'changed', key: 'SRV01001', name_en: 'Annual return: small boats', name_fr: 'Déclaration annuelle : petites embarcations', fields: ['name_en', 'fiscal_year', 'owner_title_en', 'owner_title_fr'] },
        { change: 'new', key: 'SRV09000', name_en: 'Grant: beehives', name_fr: 'Subvention : ruches', fields: [] },
      ],
    },
    { name: 'standards.csv', table: 'standards', rows: 1, new: 1, changed: 0, unchanged: 0, superseded: 0, withdrawn: 0, refused: [], samples: [] },
  ],
};
const unchanged: ImportPreview = {
  token: 'look-2',
  files: preview.files.map((file) => ({ ...file, new: 0, changed: 0, withdrawn: 0, unchanged: file.rows - file.superseded - file.refused.length, samples: [] })),
};

const refuse = (code: ApiError['code'], field: string | null = null, data: ApiError['data'] = {}): never => {
  throw { code, field, data } satisfies ApiError;
};

/** `many` official services beside those of a counter. */
export function catalogueDesk(many: number): Commands {
  const all = new Map<string, Known>([...counter.map(starter), ...Array.from({ length: many }, (_, n) => official(n))].map((each) => [each.item.key, each]));
  let list: QuickListForm = { quick: [0, 1, 2, 3, 4, 5].map(key), offered: [6, 7, 8].map(key) };
  let imported = false;

  const get = (of: unknown): Known => all.get(String(of)) ?? refuse('not_found');
  const listed = ({ item: each }: Known): ServiceItem => {
    const place = list.quick.indexOf(each.key);
    return { ...each, quick: place < 0 ? null : place + 1, offered: place >= 0 || list.offered.includes(each.key) };
  };
  const view = (known: Known): ServiceView => ({ ...known, item: listed(known) });
  const change = (known: Known, some: Partial<ServiceItem>, rest: Partial<ServiceView> = {}): ServiceView => {
    const after = { ...known, ...rest, item: { ...known.item, ...some } };
    all.set(after.item.key, after);
    return view(after);
  };

  return {
    services: () => [...all.values()].map(listed),
    service: ({ key: of }) => view(get(of)),
    quick_list: () => list,
    save_quick_list: ({ form }) => {
      const next = form as QuickListForm;
      if ([...next.quick, ...next.offered].some((of) => get(of).item.status !== 'active')) refuse('invalid', 'quick', { problem: 'unknown' });
      return (list = next);
    },
    confirm_relationships: ({ keys }) => {
      const proposed = (keys as string[]).map(get).filter((known) => known.item.relationship_state === 'proposed');
      for (const known of proposed) change(known, { relationship_state: 'confirmed' });
      return proposed.length;
    },
    retire_service: ({ key: of, retired }) => change(get(of), { status: retired ? 'retired' : 'active' }),
    save_service: ({ form }) => {
      const { name_en, name_fr, description_en, description_fr, relationship, next, implied_standing, key: of } = form as ServiceForm;
      for (const [field, name] of Object.entries({ name_en, name_fr })) if (name.trim() === '') refuse('invalid', field, { problem: 'missing' });
      const fresh: Known = { item: item(key(500 + all.size), {}), description_en: '', description_fr: '', fiscal_year: null, life_event: null, standards: [] };
      const said = { description_en: description_en ?? '', description_fr: description_fr ?? '' };
      return change(of ? get(of) : fresh, { name_en, name_fr, relationship, relationship_state: 'confirmed', next: next ?? [], implied_standing: implied_standing ?? null }, said);
    },
    choose_files: () => ['/srv/inventory/services.csv', '/srv/inventory/standards.csv'],
    preview_import: ({ paths }) => {
      if (String(paths).includes('semicolons')) refuse('not_an_inventory', null, { file: 'semicolons.csv', reason: 'not_commas' });
      return imported ? unchanged : preview;
    },
    import_catalogue: (): Imported => {
      imported = true;
      return {
        services_new: 1200, services_changed: 3, services_withdrawn: 1, standards_new: 1, standards_changed: 0, unchanged: 35, refused: 2,
        to_confirm: [...all.values()].filter((known) => known.item.relationship_state === 'proposed').length,
      };
    },
  };
}
