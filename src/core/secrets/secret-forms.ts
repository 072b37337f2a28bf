/** Shorter stretches of an encoding stand in other texts by chance. */
const shortestEncoded = 8;

/** A secret in each form in which a server may echo it: as it is, escaped for JSON, HTML or an address, in Base64 or hex. */
export function secretForms(secret: string): string[] {
  const inAddress = encodeURIComponent(secret);
  const inJson = JSON.stringify(secret).slice(1, -1);
  const forms = [
    secret,
    inAddress,
    inAddress.replace(/%[\dA-F]{2}/gu, (code) => code.toLowerCase()),
    inAddress.replaceAll('%20', '+'),
    inJson,
    inJson.replaceAll('/', '\\/'),
    // As Go and PHP write JSON.
    inJson.replace(/[&<>']/gu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
    secret.replace(/[&<>"']/gu, (one) => htmlEntities[one]!),
  ];
  const bytes = new TextEncoder().encode(secret);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const encoded = [hex, hex.toUpperCase(), ...base64Stretches(bytes)];
  return [...forms, ...encoded.filter((form) => form.length >= shortestEncoded)];
}

const htmlEntities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What Base64 always makes of these bytes, wherever they stand in what is encoded; also as it is written in addresses. */
function base64Stretches(bytes: Uint8Array): string[] {
  const stretches: string[] = [];
  for (let before = 0; before < 3; before++) {
    const binary = '\0'.repeat(before) + String.fromCharCode(...bytes);
    // The first and last characters are shared with the neighbours.
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor((binary.length * 8) / 6);
    const stretch = btoa(binary).slice(from, to);
    stretches.push(stretch, stretch.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return stretches;
}
