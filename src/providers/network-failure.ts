import { AbaiError } from '../protocol/errors.ts';
import { type CallTarget, hostOf } from './call-target.ts';

/** A call that got no HTTP answer, or undefined when `thrown` is not about the network. */
export function networkFailure(thrown: unknown, target: CallTarget): AbaiError | undefined {
  const host = hostOf(target.baseUrl);
  const clues = cluesOf(thrown);
  const say = (message: string, retryable = true) =>
    new AbaiError('unavailable', message, { retryable, details: { host } });
  // The vendor had the whole question, and may have answered and billed it.
  const sent = !/no connection in|CONNECT_TIMEOUT|connect E|before secure TLS/.test(clues);
  const sayOfSent = (message: string) =>
    new AbaiError('unavailable', message, {
      retryable: true,
      details: { host, ...(sent ? { begun: true } : {}) },
    });

  if (/ENOTFOUND|EAI_AGAIN|EAI_NODATA|ERR_NAME_NOT_RESOLVED/.test(clues)) {
    return say(
      `The name ${host} can't be resolved (DNS). Check the network and the base URL of ${target.provider}.`,
    );
  }
  if (/ECONNREFUSED|ERR_CONNECTION_REFUSED/.test(clues)) {
    const hint = target.startHint ?? 'Is the server running, and is the port right?';
    return say(`Nothing listens at ${host}: the connection was refused. ${hint}`);
  }
  if (
    /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|ERR_SSL|EPROTO|wrong version number/.test(
      clues,
    )
  ) {
    return say(
      `The secure connection to ${host} failed (TLS). Its certificate isn't trusted here, or the address should start with http instead of https.`,
      false,
    );
  }
  if (/ERR_INVALID_URL|Failed to parse URL|Invalid URL|bad port|unknown scheme/i.test(clues)) {
    return new AbaiError('invalid', `The base URL of ${target.provider} isn't a web address. Correct it.`);
  }
  if (
    /ETIMEDOUT|ERR_TIMED_OUT|ERR_CONNECTION_TIMED_OUT|UND_ERR_\w*TIMEOUT|APIConnectionTimeoutError|TimeoutError/.test(
      clues,
    )
  ) {
    return sayOfSent(`${host} did not answer in time. Check the network, then try again.`);
  }
  if (
    /ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL|ERR_INTERNET_DISCONNECTED|ERR_ADDRESS_UNREACHABLE/.test(clues)
  ) {
    return say(`${host} can't be reached from this network. Check the connection, then try again.`);
  }
  if (
    /ECONNRESET|UND_ERR_SOCKET|other side closed|terminated|socket hang up|ERR_CONNECTION_RESET|Premature close/i.test(
      clues,
    )
  ) {
    return sayOfSent(`${host} closed the connection before it answered. Try again.`);
  }
  if (/EPIPE/.test(clues)) return say(`${host} closed the connection before it answered. Try again.`);
  if (/fetch failed|APIConnectionError|Connection error|HTTPParserError|HPE_/.test(clues)) {
    return say(`${host} can't be reached, or does not speak HTTP. Check the base URL of ${target.provider}.`);
  }
  return undefined;
}

/** Names, codes and messages of an error and its causes: clients wrap the one that says what happened. */
function cluesOf(thrown: unknown): string {
  const clues: string[] = [];
  let at: unknown = thrown;
  for (let depth = 0; depth < 6 && at instanceof Error; depth++) {
    const { code, errors } = at as { code?: unknown; errors?: unknown };
    clues.push(at.name, at.constructor.name, at.message);
    if (typeof code === 'string') clues.push(code);
    if (Array.isArray(errors)) {
      for (const one of errors) clues.push(String((one as { code?: unknown } | undefined)?.code ?? ''));
    }
    at = at.cause;
  }
  return clues.join(' ');
}
