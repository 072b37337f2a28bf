import type { Log } from '../core/ports/log.ts';
import { redactingLog } from '../runtime/redacting-log.ts';
import { safeLine } from './safe-text.ts';

const levels: readonly (keyof Log)[] = ['debug', 'info', 'warn', 'error'];

export interface DiagnosticLog extends Log {
  /** From here on warnings are told. Before, the failure that ends the program says the same and better. */
  speak(): void;
}

/**
 * What the back end has to say, on standard error: the sentences of warnings and errors, or everything from the level
 * that ABAI_LOG names, with details and from the start.
 */
export function diagnosticLog(
  note: (text: string) => void,
  environment: Readonly<Record<string, string | undefined>>,
): DiagnosticLog {
  const wanted = levels.indexOf(environment.ABAI_LOG as keyof Log);
  const least = wanted < 0 ? levels.indexOf('warn') : wanted;
  const detailed = wanted >= 0;
  let speaks = detailed;
  const log = redactingLog((level, line) => {
    if (speaks && levels.indexOf(level) >= least) note(`abai: ${level}: ${safeLine(line)}\n`);
  });
  const told =
    (level: keyof Log): Log[typeof level] =>
    (message, details) =>
      log[level](message, detailed ? details : undefined);
  return {
    debug: told('debug'),
    info: told('info'),
    warn: told('warn'),
    error: told('error'),
    speak: () => {
      speaks = true;
    },
  };
}
