const recordName = /^owner\.(\d{12})$/;
/** No folder has so many owners: a higher number was written by something else, and does not count. */
const highestEpoch = 99_999_999_999;

/** The name of the file with the record of an owner of a data folder; the highest epoch counts. */
export function ownerRecordName(epoch: number): string {
  return `owner.${String(epoch).padStart(12, '0')}`;
}

/** The epoch that a file's name stands for; undefined for other files. */
export function epochOfName(name: string): number | undefined {
  const epoch = Number(recordName.exec(name)?.[1] ?? 0);
  return epoch > 0 && epoch < highestEpoch ? epoch : undefined;
}
