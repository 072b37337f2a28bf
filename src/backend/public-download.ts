import { lookup } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';

/** Hops from one address to the next. */
const mostRedirects = 5;

/** The address, or one that it leads to, may not be asked. */
export class ForbiddenHost extends Error {
  readonly host: string;

  constructor(host: string) {
    super(`${host} may not be asked`);
    this.host = host;
  }
}

/** More came than was wanted. */
export class TooLarge extends Error {}

/** The server answered with something else than the file. */
export class RefusedDownload extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}

export interface DownloadOptions {
  signal: AbortSignal;
  /** Bytes. */
  most: number;
  /** Whether an IP address may be asked. */
  allows: (address: string) => boolean;
}

/**
 * What is at an http address, following redirects. An address is looked at when the connection is made, so that no name can
 * mean another one by then. Throws ForbiddenHost, TooLarge, RefusedDownload, and what Node's client throws.
 */
export async function download(source: string, options: DownloadOptions): Promise<Buffer> {
  let url = new URL(source);
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const answer = await ask(url, options);
    const { statusCode = 0, headers } = answer;
    if (statusCode === 200) return received(answer, options);
    answer.destroy();
    if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined)
      throw new RefusedDownload(statusCode);
    url = new URL(headers.location, url);
    if (!/^https?:$/u.test(url.protocol)) throw new RefusedDownload(statusCode);
  }
  throw new Error(`more than ${mostRedirects} redirects`);
}

async function ask(url: URL, { signal, allows }: DownloadOptions): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  if (isIP(host) !== 0 && !allows(host)) throw new ForbiddenHost(host);
  // VS Code puts its own `get` into these modules, with its proxies and certificates.
  const { get } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const request = get(
      url,
      {
        signal,
        // A connection that somebody else made to such a name is not taken over.
        agent: false,
        headers: { accept: 'image/*', 'accept-encoding': 'identity' },
        lookup: lookupOf(allows),
      },
      resolve,
    );
    request.on('error', reject);
  });
}

function lookupOf(allows: DownloadOptions['allows']): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) callback(error ?? new Error(`${host} has no address`), []);
      else if (!addresses.every(({ address }) => allows(address))) callback(new ForbiddenHost(host), []);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

async function received(answer: IncomingMessage, { most }: DownloadOptions): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of answer) {
    size += (piece as Buffer).length;
    if (size > most) throw new TooLarge();
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}
