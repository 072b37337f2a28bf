/** Pixels. */
export interface ImageSize {
  width: number;
  height: number;
}

/** The size of a PNG, JPEG, GIF or WebP from its beginning; undefined when it does not say there. */
export function imageSize(bytes: Uint8Array): ImageSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begins = (text: string, at = 0) =>
    bytes.length >= at + text.length && [...text].every((each, i) => bytes[at + i] === each.charCodeAt(0));
  const size = begins('\u0089PNG\r\n')
    ? at(24, () => ({ width: view.getUint32(16), height: view.getUint32(20) }))
    : begins('GIF8')
      ? at(10, () => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }))
      : begins('\u00ff\u00d8')
        ? jpegSize(view)
        : begins('RIFF') && begins('WEBP', 8)
          ? at(30, () => webpSize(view, begins))
          : undefined;
  return size && size.width > 0 && size.height > 0 ? size : undefined;

  function at<T>(length: number, read: () => T): T | undefined {
    return bytes.length >= length ? read() : undefined;
  }
}

/** In the first frame header, after any number of other segments. */
function jpegSize(view: DataView): ImageSize | undefined {
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // Fill bytes before a marker.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function webpSize(view: DataView, begins: (text: string, at: number) => boolean): ImageSize | undefined {
  if (begins('VP8X', 12)) {
    const three = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 65_536 + 1;
    return { width: three(24), height: three(27) };
  }
  if (begins('VP8L', 12)) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (begins('VP8 ', 12))
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  return undefined;
}
