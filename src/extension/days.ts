/** The calendar day of a time in this machine's time zone, as `2026-11-21`: it sorts. */
export function dayKey(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export interface DayWords {
  today: string;
  yesterday: string;
  /** BCP 47 tag for all other days. */
  language: string;
}

/** "Today", "Yesterday", else the date as people of this language write it. */
export function dayLabel(at: number, now: number, words: DayWords): string {
  const key = dayKey(at);
  if (key === dayKey(now)) return words.today;
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (key === dayKey(yesterday.getTime())) return words.yesterday;
  const sameYear = key.slice(0, 4) === dayKey(now).slice(0, 4);
  return new Intl.DateTimeFormat(words.language, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at);
}
