import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';

/** Those whose answer has no body. */
const bodiless = new Set([204, 205, 304]);

/** We ask for no compression, but some servers compress in any case. What is there comes out, also in mid-stream. */
const decoders: Record<string, () => Transform> = {
  gzip: () => zlib.createGunzip({ flush: zlib.constants.Z_SYNC_FLUSH }),
  deflate: () => zlib.createInflate({ flush: zlib.constants.Z_SYNC_FLUSH }),
  br: () => zlib.createBrotliDecompress({ flush: zlib.constants.BROTLI_OPERATION_FLUSH }),
};

/** An answer of Node's HTTP client as one of fetch. Throws a RangeError for a status that HTTP does not know. */
export function responseOf(message: IncomingMessage): Response {
  const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders } = message;
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at]!, rawHeaders[at + 1]!);
  if (bodiless.has(status)) {
    message.resume();
    return new Response(null, { status, statusText, headers });
  }
  const decoder = decoders[headers.get('content-encoding')?.toLowerCase() ?? ''];
  const plain = decoder ? pipeline(message, decoder(), () => undefined) : message;
  return new Response(bodyOf(plain), { status, statusText, headers });
}

/** Pieces that wait to be read, at most; more is left to the connection. */
const waitingPieces = 16;

/**
 * Pieces that came in one packet are passed on as one: a server that flushes each token sends many, each of which would
 * cost a turn of the reader.
 */
function bodyOf(source: Readable): ReadableStream<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let ended = false;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const pass = () => {
          if (ended || gathered.length === 0) return;
          controller.enqueue(gathered.length === 1 ? gathered[0]! : Buffer.concat(gathered));
          gathered = [];
          if ((controller.desiredSize ?? 0) <= 0) source.pause();
        };
        source.on('data', (piece: Uint8Array) => {
          if (gathered.push(piece) === 1) queueMicrotask(pass);
        });
        source.once('end', () => {
          pass();
          ended = true;
          controller.close();
        });
        source.once('error', (error) => {
          pass();
          ended = true;
          controller.error(error);
        });
      },
      pull() {
        source.resume();
      },
      cancel() {
        ended = true;
        source.destroy();
      },
    },
    { highWaterMark: waitingPieces },
  );
}
