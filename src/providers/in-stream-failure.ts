import { AbaiError } from '../protocol/errors.ts';
import { type CallTarget, vendorWords } from './call-target.ts';
import { httpFailure, isOutOfCredit } from './http-failure.ts';

/** An error that came inside a stream that had begun well: no status, only the vendor's code and words. */
export function streamedFailure(
  error: { code?: string | null | undefined; message?: string | null | undefined },
  target: CallTarget,
): AbaiError {
  const code = error.code ?? undefined;
  const message = error.message ?? undefined;
  const status = statusFor(code ?? '', message ?? '');
  if (status !== undefined) return httpFailure({ status, code, message }, target);
  const words = message ? ` ${vendorWords(message, target.key)}` : '';
  return new AbaiError(
    'provider',
    `${target.provider} broke off the answer.${words} What arrived is kept; retry to get a whole one.`,
  );
}

/** The status that the vendor would have sent, had it not already begun to answer. */
function statusFor(code: string, message: string): number | undefined {
  if (isOutOfCredit({ code, message })) return 402;
  const status = /^[45]\d\d\b/.exec(code)?.[0];
  if (status !== undefined) return Number(status);
  if (/rate_limit|RESOURCE_EXHAUSTED/i.test(code)) return 429;
  if (/overloaded|UNAVAILABLE|service_unavailable/i.test(code)) return 529;
  if (/authentication|invalid_api_key|UNAUTHENTICATED/i.test(code)) return 401;
  if (/permission|PERMISSION_DENIED/i.test(code)) return 403;
  if (/not_found|NOT_FOUND/i.test(code)) return 404;
  if (/invalid|policy|image_|INVALID_ARGUMENT|unsupported/i.test(code)) return 400;
  return undefined;
}
