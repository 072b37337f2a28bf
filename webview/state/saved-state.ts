import type { Attachment } from '../../src/protocol/attachments.ts';
import type { Parameters } from '../../src/protocol/generation.ts';
import type { PanelState } from '../../src/protocol/page.ts';
import { type Arrangement, readArrangement } from './arrangement.ts';
import { readBlind, type SavedBlind } from './blind.ts';
import { type Outgoing, readOutgoing } from './outgoing.ts';

/** What stands in the composer. */
export interface Draft {
  prompt: string;
  system: string;
  /** Written `provider:id`. */
  models: readonly string[];
  /** Where the prompt came from, passed back as it is. */
  source?: unknown;
  /** The conversations that a follow-up goes to; all when it is missing. */
  to?: readonly string[] | undefined;
  attachments: readonly Attachment[];
  /** Of all models. */
  parameters: Parameters;
  /** Of one model, by its reference, in place of those of all. */
  own: Readonly<Record<string, Parameters>>;
  /** A JSON Schema as it is written, finished or not; empty for answers in any form. */
  schema: string;
  /** Names of the tools that the models are offered; a follow-up without it leaves that as it is. */
  tools?: readonly string[];
}

export const emptyDraft: Draft = {
  prompt: '',
  system: '',
  models: [],
  attachments: [],
  parameters: {},
  own: {},
  schema: '',
};

export interface SavedState {
  comparisonId?: string;
  draft?: Draft;
  blind?: SavedBlind;
  /** Of the first sight that this panel has had. */
  seen?: string;
  /** Which models are preferred is shown. */
  standings?: boolean;
  /** Of the comparison's columns. */
  arrangement?: Arrangement;
  /** What was not answered yet. */
  outgoing?: Outgoing;
}

/** Reads a state that may stem from an older version or from nobody; what does not fit is left out. */
export function readSavedState(value: unknown): SavedState {
  if (typeof value !== 'object' || value === null) return {};
  const { comparisonId, draft, seen, blind, arrangement, standings, outgoing } = value as {
    [K in keyof SavedState]?: unknown;
  };
  const saved: SavedState = {};
  if (typeof comparisonId === 'string' && comparisonId !== '') saved.comparisonId = comparisonId;
  if (standings === true) saved.standings = true;
  if (typeof seen === 'string') saved.seen = seen;
  if (typeof draft === 'object' && draft !== null) saved.draft = readDraft(draft);
  if (arrangement !== undefined) saved.arrangement = readArrangement(arrangement);
  if (typeof blind === 'object' && blind !== null) saved.blind = readBlind(blind);
  const sent = readOutgoing(outgoing);
  if (sent) saved.outgoing = sent;
  return saved;
}

function readDraft(value: object): Draft {
  const { prompt, system, models, source, to, attachments, parameters, own, schema, tools } = value as Record<
    string,
    unknown
  >;
  return {
    prompt: typeof prompt === 'string' ? prompt : '',
    system: typeof system === 'string' ? system : '',
    models: Array.isArray(models) ? models.filter((model) => typeof model === 'string') : [],
    ...(source === undefined ? {} : { source }),
    ...(Array.isArray(to) ? { to: to.filter((id) => typeof id === 'string') } : {}),
    attachments: Array.isArray(attachments) ? attachments.filter(isAttachment) : [],
    parameters: isObject(parameters) ? parameters : {},
    own: isObject(own)
      ? Object.fromEntries(
          Object.entries(own).filter((entry): entry is [string, object] => isObject(entry[1])),
        )
      : {},
    schema: typeof schema === 'string' ? schema : '',
    ...(Array.isArray(tools) ? { tools: tools.filter((name) => typeof name === 'string') } : {}),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAttachment(value: unknown): value is Attachment {
  if (!isObject(value)) return false;
  const { kind, name, hash } = value as Record<string, unknown>;
  return (kind === 'text' || kind === 'image') && typeof name === 'string' && typeof hash === 'string';
}

export function toPanelState(comparisonId: string | undefined, draft: Draft): PanelState {
  const { prompt, system, models, source, to, attachments, parameters, own, schema, tools } = draft;
  return {
    ...(comparisonId === undefined ? {} : { comparisonId }),
    draft: {
      prompt,
      ...(system === '' ? {} : { system }),
      models: [...models],
      ...(source === undefined ? {} : { source }),
      ...(to ? { to: [...to] } : {}),
      ...(attachments.length > 0 ? { attachments: [...attachments] } : {}),
      ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
      ...(Object.keys(own).length > 0 ? { own } : {}),
      ...(schema === '' ? {} : { schema }),
      ...(tools ? { tools: [...tools] } : {}),
    },
  };
}

/** All that a page knows of itself. */
export interface Kept {
  comparisonId: string | undefined;
  draft: Draft;
  blind: SavedBlind | undefined;
  seen: string | undefined;
  arrangement: Arrangement | undefined;
  outgoing: Outgoing | undefined;
  standings: boolean;
}

/** What a page gives to `setState`; `readSavedState` reads it. */
export function toKept({ comparisonId, draft, ...more }: Kept): object {
  const said = Object.entries(more).filter(([, value]) => value !== undefined && value !== false);
  return { ...toPanelState(comparisonId, draft), ...Object.fromEntries(said) };
}
