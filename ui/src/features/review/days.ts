/** Calendar days as the desk writes them, `YYYY-MM-DD`. */
const DAY_MS = 86_400_000;

export function shifted(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);
}
