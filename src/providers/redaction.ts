import { withoutRuns } from '../core/secrets/secret-runs.ts';

/** A vendor's words without the key that it was asked with, or pieces of it. */
export const redact = withoutRuns;
