import type { GenerationRequest, Part } from '../core/ports/provider.ts';
import { imageTypes, mostAttachments } from '../protocol/attachment-limits.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Citation, Cost, StopReason, ToolCall, Usage, Warning } from '../protocol/generation.ts';

/** An image that a model gave. */
export interface Image {
  mimeType: (typeof imageTypes)[number];
  /** Base64. */
  data: string;
}

function isImageType(mimeType: string): mimeType is Image['mimeType'] {
  return (imageTypes as readonly string[]).includes(mimeType);
}

/** What has arrived of one answer so far. */
export class AnswerText {
  text = '';
  thinking = '';
  usage: Usage | undefined;
  /** What the vendor says it bills. */
  vendorCost: Cost | undefined;
  stopReason: StopReason | undefined;
  readonly citations: Citation[] = [];
  readonly toolCalls: ToolCall[] = [];
  readonly warnings: Warning[] = [];
  readonly images: Image[] = [];

  /** Another try begins: what the one before told besides text is void. Text is never taken back. */
  begin(): void {
    this.usage = undefined;
    this.vendorCost = undefined;
    this.stopReason = undefined;
    for (const list of [this.citations, this.toolCalls, this.warnings, this.images]) list.length = 0;
  }

  take(part: Part): void {
    switch (part.type) {
      case 'text':
        this.text += part.text;
        break;
      case 'thinking':
        this.thinking += part.text;
        break;
      case 'usage':
        this.usage = part.usage;
        this.vendorCost = part.cost ?? this.vendorCost;
        break;
      case 'citation':
        if (!this.citations.some((known) => known.url === part.citation.url))
          this.citations.push(part.citation);
        break;
      case 'tool-call':
        this.toolCalls.push(part.call);
        break;
      case 'warning':
        this.warnings.push(part.warning);
        break;
      case 'media':
        if (isImageType(part.mimeType) && this.images.length < mostAttachments) {
          this.images.push({ mimeType: part.mimeType, data: part.data });
          break;
        }
        this.warnings.push({
          code: 'media-left-out',
          message: `The model sent ${part.mimeType} data, which a text comparison does not show.`,
        });
        break;
      case 'end':
        this.stopReason = part.reason;
        break;
    }
  }

  /** An adapter that ends without `end` hid a cut stream: that is a failure which keeps its text. */
  requireEnd(request: GenerationRequest): void {
    if (this.stopReason !== undefined) return;
    throw new AbaiError(
      'provider',
      `The answer of ${request.model.name} broke off before its end. What arrived is kept; retry to ask again.`,
    );
  }
}
