import type { Log } from '../core/ports/log.ts';
import { secretName } from '../core/secrets/endpoint-secrets.ts';

/** Where finished lines go: an output channel, standard error, nowhere. */
export type LogWriter = (level: keyof Log, line: string) => void;

/** What looks like a credential in free text: vendors' key forms, bearer tokens, key=… in addresses. */
const secretForms: readonly [RegExp, string][] = [
  [/\b(?:sk|pk|rk|xai|gsk|AIza|key)[-_A-Za-z0-9]{12,}/gu, '[redacted]'],
  [/\b(bearer|basic)\s+[-._~+/=A-Za-z0-9]{8,}/giu, '$1 [redacted]'],
  [
    /((?:authorization|cookie|api[-_]?key|token|secret|password)["']?\s*[:=]\s*["']?(?:(?:bearer|basic|token|apikey)\s+)?)[^\s"',;&[]+/giu,
    '$1[redacted]',
  ],
  [
    /([?&][\w.-]*(?:key|token|secret|sig|signature|passw|pwd|auth|credential|code)[\w.-]*=)[^&\s"']+/giu,
    '$1[redacted]',
  ],
  [/(\/\/)[^/\s:@]+:[^/\s@]+@/gu, '$1[redacted]@'],
];

export function redactText(text: string): string {
  return secretForms.reduce((redacted, [form, replacement]) => redacted.replace(form, replacement), text);
}

function plain(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 4) return '…';
  if (value instanceof Error) {
    const cause = value.cause === undefined ? {} : { cause: plain(value.cause, depth + 1) };
    return {
      name: value.name,
      message: redactText(value.message),
      stack: redactText(value.stack ?? ''),
      ...cause,
    };
  }
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => plain(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretName.test(key) && typeof item === 'string' ? '[redacted]' : plain(item, depth + 1),
    ]),
  );
}

/**
 * A log whose lines hold no secret, whatever was handed to it, and which stops nobody: VS Code refuses lines while a window
 * closes, and a request that is logged then must still have its answer.
 */
export function redactingLog(write: LogWriter): Log {
  const line =
    (level: keyof Log): Log[typeof level] =>
    (message, details) => {
      try {
        const text = redactText(message);
        write(level, details === undefined ? text : `${text} ${JSON.stringify(plain(details))}`);
      } catch {
        // There is nowhere to say it.
      }
    };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}
