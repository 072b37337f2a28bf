/** What an endpoint sends with every call and what may hold a secret beside its key. */
interface EndpointAccess {
  baseUrl: string;
  headers?: Readonly<Record<string, string>> | undefined;
}

/** Headers and parameters that say something of the client or the protocol, and never let anybody in. */
const publicNames =
  /^(?:accept(?:-[a-z]+)?|content-type|user-agent|referer|http-referer|x-title|origin|anthropic-(?:version|beta)|openai-(?:beta|organization|project)|(?:x-)?(?:ms-)?(?:api-)?version|v|alt|region|location|model|deployment)$/iu;
/** A name that says so itself: its value is a secret whatever it looks like. */
export const secretName =
  /api[-_]?key|auth(?!ors?\b)|bearer|token|secret|passw|pwd|passphrase|credential|cookie|signature|^sig$|^key$|[-_]key$/iu;

/** Shorter values stand in half of all sentences by chance. */
const shortest = 6;
/** Of a value under a name that says nothing: `production` or `true` is no secret. */
const plainWord = /^\p{L}{1,15}$/u;

/** Values of custom headers and of the base URL that are covered like a key wherever a server echoes them. */
export function endpointSecrets({ baseUrl, headers = {} }: EndpointAccess): string[] {
  const secrets = new Set<string>();
  const add = (name: string, value: string) => {
    if (value.length < shortest || publicNames.test(name)) return;
    if (secretName.test(name) || !plainWord.test(value)) secrets.add(value);
  };
  for (const [name, written] of Object.entries(headers)) {
    const value = written.trim();
    add(name, value);
    // `Bearer …`, `Basic …`, `Token …`: what comes behind the scheme is echoed without it, too.
    const [, scheme = '', rest] = /^([A-Za-z][\w-]*)\s+(\S+)$/u.exec(value) ?? [];
    if (rest === undefined) continue;
    add(name, rest);
    if (scheme.toLowerCase() === 'basic') for (const part of basicParts(rest)) add('password', part);
  }
  if (URL.canParse(baseUrl)) {
    const { username, password, searchParams } = new URL(baseUrl);
    for (const [name, value] of searchParams) add(name, value);
    for (const part of [username, password]) add('password', unescaped(part));
  }
  return [...secrets];
}

/** What `user:password` holds: both together, and the password. */
function basicParts(encoded: string): string[] {
  try {
    const pair = atob(encoded);
    return [pair, pair.slice(pair.indexOf(':') + 1)];
  } catch {
    return [];
  }
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
