import type { Capabilities } from '../../core/ports/provider.ts';

/** VS Code passes text, images and tools on; sampling options differ by extension and are not part of its API. */
export const vscodeLmCapabilities: Capabilities = {
  streaming: true,
  jsonMode: 'emulated',
  jsonSchema: 'emulated',
  thinking: false,
  webSearch: false,
  promptCaching: false,
  tools: true,
  vision: false,
  images: false,
  batch: false,
  temperature: false,
  seed: false,
  stop: false,
};
