import type { Endpoints } from './endpoints.ts';
import type { LanguageModels } from './language-models.ts';
import type { Tools } from './tools.ts';
import type { Vault } from './vault.ts';

/**
 * Who asks. A window's keys and a command line's environment serve their own requests: work started for a caller uses
 * that caller's vault and endpoints.
 */
export interface Caller {
  /** Stable over reconnects; with a request id it names an action once and for all. */
  readonly clientId: string;
  readonly vault: Vault;
  /** Read at each use: settings change while a window is open. */
  endpoints(): Endpoints;
  /** Models that the caller's settings add or override, as they stand there: unchecked. Read at each use. */
  models?(): readonly unknown[];
  /** VS Code's own models, when the caller is a window. */
  readonly languageModels?: LanguageModels | undefined;
  /** Tools that run where the caller is, when it has some. */
  readonly tools?: Tools | undefined;
}
