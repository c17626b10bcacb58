/** Documents of the pretend desk: pages with as much on them as a picture of the dialog needs. */
import type { DocumentRequest, ExportRequest, TableFormat } from '@/api';
import type { Commands } from '@/platform/fake';

const titles: Record<DocumentRequest['kind'], [en: string, fr: string]> = {
  referral_slip: ['Referral slip', 'Fiche d’aiguillage'],
  case_slip: ['Your reference code', 'Votre code de référence'],
  rating_card: ['Rating card', 'Carte d’appréciation'],
  tally_sheet: ['Tally sheet', 'Feuille de pointage'],
  you_said_we_did: ['You said, we did', 'Vous avez dit, nous avons fait'],
  day_report: ['Day report', 'Rapport du jour'],
};

/** Requests as the features make them; `/?document=case_slip` opens one. */
export const requests: Record<DocumentRequest['kind'], DocumentRequest> = {
  referral_slip: { kind: 'referral_slip', organization: null, name: 'City Hall', level: 'municipal', referral: 'appointment_made', language: 'en', case: null },
  case_slip: { kind: 'case_slip', case: 'demo', language: 'en' },
  rating_card: { kind: 'rating_card', moment: 'demo' },
  tally_sheet: { kind: 'tally_sheet', language: 'en' },
  you_said_we_did: { kind: 'you_said_we_did', from: '2026-09', to: '2026-11', language: 'both' },
  day_report: { kind: 'day_report', date: '2026-11-24', copy: 'internal', language: 'both' },
};

let sheets = 0;

function page(title: string, large: string): string {
  const lines = Array.from({ length: 14 }, (_, line) => `<path d="M50 ${340 + line * 28}h512" stroke="#8c8c8c" stroke-width=".5"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 612 792" width="612pt" height="792pt"><rect width="612" height="792" fill="#fff"/><g font-family="sans-serif"><text x="50" y="64" font-weight="700" font-size="13">Iqaluit</text><path d="M50 74h512" stroke="#000" stroke-width="1.5"/><text x="50" y="124" font-weight="700" font-size="24">${title}</text><rect x="50" y="150" width="512" height="120" rx="6" fill="none" stroke="#000" stroke-width="2"/><text x="306" y="230" text-anchor="middle" font-weight="700" font-size="52">${large}</text></g>${lines.join('')}</svg>`;
}

export const documentsDesk: Commands = {
  document: ({ request }) => {
    const { kind, ...rest } = request as DocumentRequest;
    const french = 'language' in rest && rest.language === 'fr';
    const title = titles[kind][french ? 1 : 0];
    const large = { referral_slip: 'City Hall', case_slip: 'K7MX 3Q9R 5', rating_card: 'A7', tally_sheet: `K7M 2Q${++sheets}`, you_said_we_did: '2026-11', day_report: '2026-11-24' }[kind];
    const pages = kind === 'rating_card' ? [page(titles.rating_card[0], large), page(titles.rating_card[1], large)] : [page(title, large)];
    return { title, file_name: `${kind.replace('_', '-')}-2026-11-26.pdf`, pages };
  },
  save_document: ({ request }) => `${(request as DocumentRequest).kind.replace('_', '-')}-2026-11-26.pdf`,
  save_export: ({ request, format }) => `${(request as ExportRequest).what}-2026-11-24.${format as TableFormat}`,
  print_document: () => null,
};
