/**
 * Keys, by name. A name is the provider's id, or `openai-compatible:NAME` for a named endpoint, with `#2`, `#3` …
 * after it for further keys. Values are never stored by the back end and never leave it but to the provider.
 */
export interface Vault {
  /** The key, or undefined when there is none. `origin` is the one the key is about to be sent to. */
  get(name: string, origin: string): Promise<string | undefined>;
  /** Binds the key to the origin it was saved for: it is not given out for another. */
  set(name: string, key: string, origin: string): Promise<void>;
  delete(name: string): Promise<void>;
  /** Last four characters of each key there is, by name; shorter keys show nothing of themselves. */
  hints(): Promise<Record<string, string>>;
  /** The origin that each key is bound to, by name; a key that is not named here, or a vault without this, has none. */
  origins?(): Promise<Record<string, string>>;
}
