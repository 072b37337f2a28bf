/** For example `1.5 MB`. */
export function dataSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const unit = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const amount = bytes / 1000 ** unit;
  return `${Number(amount.toFixed(amount < 10 ? 1 : 0))} ${units[unit]}`;
}
