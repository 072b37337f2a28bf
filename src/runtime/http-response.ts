import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import type { Pieces, PlainAnswer } from '../core/pieces.ts';
import { BodyPieces } from './body-pieces.ts';

/** Those whose answer has no body. */
const bodiless = new Set([204, 205, 304]);

/** We ask for no compression, but some servers compress in any case. What is there comes out, also in mid-stream. */
const decoders: Record<string, () => Transform> = {
  gzip: () => zlib.createGunzip({ flush: zlib.constants.Z_SYNC_FLUSH }),
  deflate: () => zlib.createInflate({ flush: zlib.constants.Z_SYNC_FLUSH }),
  br: () => zlib.createBrotliDecompress({ flush: zlib.constants.BROTLI_OPERATION_FLUSH }),
};

/**
 * An answer of Node's HTTP client as one of fetch. Node's own kind of it, with its web stream, is made when something
 * other than `pieces` is read. Throws a RangeError for a status that HTTP does not know.
 */
export class HttpResponse implements Response, PlainAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers = new Headers();
  readonly ok: boolean;
  readonly redirected = false;
  readonly type = 'basic';
  readonly url = '';
  readonly #message: IncomingMessage;
  #whole: Response | undefined;

  constructor(message: IncomingMessage) {
    const { statusCode = 0, statusMessage = '', rawHeaders } = message;
    if (statusCode < 200 || statusCode > 599) throw new RangeError(`status ${statusCode}`);
    this.#message = message;
    this.status = statusCode;
    this.statusText = statusMessage;
    this.ok = statusCode < 300;
    for (let at = 0; at < rawHeaders.length; at += 2)
      this.headers.append(rawHeaders[at]!, rawHeaders[at + 1]!);
    if (bodiless.has(statusCode)) message.resume();
  }

  pieces(): Pieces {
    return new BodyPieces(this.#plain());
  }

  get body() {
    return this.#asWhole().body;
  }

  get bodyUsed(): boolean {
    return this.#asWhole().bodyUsed;
  }

  clone(): Response {
    return this.#asWhole().clone();
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#asWhole().arrayBuffer();
  }

  blob() {
    return this.#asWhole().blob();
  }

  async bytes() {
    return new Uint8Array(await this.arrayBuffer());
  }

  formData() {
    return this.#asWhole().formData();
  }

  json(): Promise<unknown> {
    return this.#asWhole().json();
  }

  text(): Promise<string> {
    return this.#asWhole().text();
  }

  #asWhole(): Response {
    const { status, statusText, headers } = this;
    this.#whole ??= new Response(bodiless.has(status) ? null : asWebStream(this.pieces()), {
      status,
      statusText,
      headers,
    });
    return this.#whole;
  }

  #plain(): Readable {
    const decoder = decoders[this.headers.get('content-encoding')?.toLowerCase() ?? ''];
    return decoder ? pipeline(this.#message, decoder(), () => undefined) : this.#message;
  }
}

function asWebStream(pieces: Pieces): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => pieces.return(),
  });
}
