/** Time zones as people read them. The desk has the IANA names; this computer knows what time it is there. */
import { tag } from '@/i18n';
import { time } from '@/shared/format';

/** "America/New York" */
export function zoneText(zone: string): string {
  return zone.replaceAll('_', ' ');
}

/** "Eastern Time"; « heure de l’Est ». Undefined for a zone that this engine does not know. */
export function zoneName(zone: string): string | undefined {
  return formatted(zone, { timeZoneName: 'longGeneric' }, 'timeZoneName');
}

/** The time there, as the language writes it: by this one sees at once whether the zone is the right one. */
export function timeIn(zone: string, now: Date): string | undefined {
  const hour = formatted(zone, { hour: '2-digit', hourCycle: 'h23' }, 'hour', now);
  const minute = formatted(zone, { minute: '2-digit' }, 'minute', now);
  return hour && minute ? time(`2000-01-01T${hour.padStart(2, '0')}:${minute.padStart(2, '0')}+00:00`) : undefined;
}

function formatted(zone: string, options: Intl.DateTimeFormatOptions, part: 'hour' | 'minute' | 'timeZoneName', at = new Date()): string | undefined {
  try {
    const parts = new Intl.DateTimeFormat(tag(), { ...options, timeZone: zone }).formatToParts(at);
    return parts.find(({ type }) => type === part)?.value;
  } catch {
    return undefined;
  }
}
