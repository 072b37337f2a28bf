/** Which version of a check gave a verdict: null for verdicts from before checks had one. They stay as they are. */
export const checkVersions: readonly string[] = ['alter table grades add column check_version integer'];
