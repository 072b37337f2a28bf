import type { Log } from '../core/ports/log.ts';
import { redactingLog } from '../runtime/redacting-log.ts';
import { safeLine } from './safe-text.ts';

const levels: readonly (keyof Log)[] = ['debug', 'info', 'warn', 'error'];

/**
 * What the back end has to say, on standard error: warnings and errors, or from the level that ABAI_LOG names. Details
 * are for those who asked for them.
 */
export function diagnosticLog(
  note: (text: string) => void,
  environment: Readonly<Record<string, string | undefined>>,
): Log {
  const wanted = levels.indexOf(environment.ABAI_LOG as keyof Log);
  const least = wanted < 0 ? levels.indexOf('warn') : wanted;
  const log = redactingLog((level, line) => {
    if (levels.indexOf(level) >= least) note(`abai: ${level}: ${safeLine(line)}\n`);
  });
  if (wanted >= 0) return log;
  return {
    debug: () => {},
    info: () => {},
    warn: (message) => log.warn(message),
    error: (message) => log.error(message),
  };
}
