import { t } from '../words/translate.ts';
/** A number as it is written in a field: nothing while the field is empty, a sentence when it is none. */
export interface ReadNumber {
  value?: number;
  problem?: string;
}

export function whole(text: string, least: number, most: number): ReadNumber {
  if (text.trim() === '') return {};
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return { value };
  return {
    problem:
      most === Number.MAX_SAFE_INTEGER
        ? t('Write a whole number from {0} on.', least)
        : t('Write a whole number from {0} to {1}.', least, most),
  };
}

/** More than nothing. */
export function decimal(text: string): ReadNumber {
  if (text.trim() === '') return {};
  const value = Number(text);
  return Number.isFinite(value) && value > 0
    ? { value }
    : { problem: t('Write a number above 0, like 2.50.') };
}
